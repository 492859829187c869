import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    channel: 'src/channel/index.ts',
    channels: 'src/channels/index.ts',
    client: 'src/client/index.ts',
    adapter: 'src/adapter.ts',
    node: 'adapters/node/index.ts',
    bun: 'adapters/bun/index.ts',
    deno: 'adapters/deno/index.ts',
    workers: 'adapters/workers/index.ts',
    testing: 'testing/index.ts',
    'testing/node': 'testing/node.ts',
  },
  platform: 'neutral',
  target: 'es2024',
  deps: {
    neverBundle: [/^node:/, /^cloudflare:/, /^hono/, 'bun', 'ws', '@hono/node-server', 'vitest'],
    onlyBundle: [],
  },
  // With isolatedDeclarations in tsconfig.json, oxc writes the declarations: TypeScript 7 has no compiler API.
  dts: true,
  outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
  failOnWarn: true,
})
