import { readFileSync } from 'node:fs'

/** Where each version stands that the page tells. */
const packages: Readonly<Record<string, string>> = {
  jackfield: '.',
  hono: 'node_modules/hono',
  '@hono/node-server': 'node_modules/@hono/node-server',
  '@hono/node-ws': 'test/peers/node_modules/@hono/node-ws',
  'its @hono/node-server': 'test/peers/node_modules/@hono/node-server',
  crossws: 'node_modules/crossws',
  ws: 'node_modules/ws',
  Node: 'node_modules/node',
  Bun: 'node_modules/bun',
  Deno: 'node_modules/deno',
  workerd: 'node_modules/workerd',
}

const versionOf = (path: string): string => {
  const manifest = readFileSync(new URL(`../../${path}/package.json`, import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

const versions = (): string =>
  Object.entries(packages)
    .map(([name, path]) => `${name} ${versionOf(path)}`)
    .join(', ')

/** What the page says before its tables. */
export const head = (): string => `# Compatibility

<!-- printed by test/peers/run.ts -->

The cases of the contract, run against jackfield and against other WebSocket helpers for Hono, on the same runtimes. The
whole page is printed by \`npm run contract:peers\`; \`-- --check\` says which signs have changed, and a name such as
\`-- crossws-bun\` runs one column.

Versions: ${versions()}. workerd at the compatibility date 2026-10-01.

- Each library hosts the same app ([\`contractApp\`](contract.md#the-app)) in real processes. Others get a new one for
  each case, so that a case that kills its server fails no other, and if one fails a smoke case (connect, echo, close) the
  run ends: that would be our mistake.
- A row passes if all of its cases do; cases are counted beside them. The rows say what jackfield promises: that it
  passes them is no surprise, and what the others do instead is not always a fault.
- Hono's helpers are hosted as their documentation has it. The small limits that some cases count on are set where the
  library has an option for them: \`maxPayload\`, idle timeouts, Node's \`headersTimeout\`. Bun counts idle time in steps of
  4 s: its helpers cut the silent peer of FT04 at 8 s, after the 5 s that the case waits.
- crossws has no helper for Hono. A bridge (\`test/peers/hosts/crossws.ts\`) is its \`upgradeWebSocket\`: the upgrade
  hook runs the app and gives back what it refused with; \`open\`, \`message\`, \`close\` and \`error\` call the route's
  handlers; subprotocols and the namespaces of topics are the route's. It counts subscribers, which crossws does not,
  answers close frames on workerd, and catches nothing that crossws lets go. On workerd it lives in a Durable Object,
  plain requests too.
- \`none\`: the library has nothing that the row could ask: no topics, no handle to drain (FT05, TP01d), no words and
  numbers of jackfield's own (HS17, TP05, TP06). HS14 is not here: it is about several listeners on one server of Node's,
  and has tests of its own (\`test/contract/node-attach.test.ts\`).`
