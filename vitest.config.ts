import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const { exports } = JSON.parse(readFileSync(file('package.json'), 'utf8')) as {
  exports: Record<string, { 'jackfield-source'?: string }>
}

/** The package under its public names, unbuilt: Vite does not resolve a package's imports of itself. */
const alias = Object.entries(exports).flatMap(([name, { 'jackfield-source': source }]) =>
  source ? [{ find: new RegExp(`^jackfield${name.slice(1)}$`), replacement: file(source) }] : [],
)

function project(name: string, test: TestProjectInlineConfiguration['test'] = {}): TestProjectInlineConfiguration {
  return {
    resolve: { alias },
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      pool: 'forks',
      retry: 0,
      // As long as anything else is waited for; Vitest's own second is less than a machine stalls for.
      expect: { poll: { timeout: 10_000 } },
      ...test,
    },
  }
}

export default defineConfig({
  test: {
    projects: [
      project('unit', { isolate: false, testTimeout: 20_000 }),
      project('contract', {
        globalSetup: ['test/contract/leftovers.ts'],
        // A file waits for its server most of the time: more of them than there are processors.
        maxWorkers: 4,
        testTimeout: 40_000,
        hookTimeout: 20_000,
      }),
      project('wire', { globalSetup: ['test/contract/leftovers.ts'], testTimeout: 60_000, hookTimeout: 20_000 }),
      project('protocol', {
        globalSetup: ['test/contract/leftovers.ts'],
        maxWorkers: 4,
        testTimeout: 20_000,
        hookTimeout: 20_000,
      }),
      project('counts', { testTimeout: 60_000, hookTimeout: 30_000 }),
      project('migrate', { maxWorkers: 4, testTimeout: 30_000, hookTimeout: 30_000 }),
      project('peers', { globalSetup: ['test/package/setup.ts'], testTimeout: 120_000, hookTimeout: 120_000 }),
      project('simulation', { testTimeout: 120_000 }),
      // One server under fire at a time: its memory and descriptors are measured.
      project('fire', {
        globalSetup: ['test/contract/leftovers.ts'],
        fileParallelism: false,
        testTimeout: 300_000,
        hookTimeout: 30_000,
      }),
      // One attack at a time, each beside a bystander whose figures are compared.
      project('faults', {
        // glibc keeps freed blocks for later ones, and what is resident would not be what is held:
        // https://man7.org/linux/man-pages/man3/mallopt.3.html
        env: { MALLOC_MMAP_THRESHOLD_: '32768' },
        globalSetup: ['test/contract/leftovers.ts'],
        fileParallelism: false,
        // Four looks at the longest, on a machine that stalls: see trial.ts.
        testTimeout: 300_000,
        hookTimeout: 30_000,
      }),
      project('proxies', {
        globalSetup: ['test/contract/leftovers.ts'],
        maxWorkers: 4,
        testTimeout: 60_000,
        hookTimeout: 30_000,
      }),
      project('serve', { testTimeout: 20_000, hookTimeout: 20_000 }),
      project('app', { testTimeout: 20_000, hookTimeout: 20_000 }),
      project('browser', { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('package', { globalSetup: ['test/package/setup.ts'], testTimeout: 120_000, hookTimeout: 120_000 }),
      project('docs', { globalSetup: ['test/package/setup.ts'], testTimeout: 60_000, hookTimeout: 60_000 }),
    ],
  },
})
