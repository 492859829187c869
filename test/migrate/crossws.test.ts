import { expect, test } from 'vitest'
import { migrations } from './listings.ts'
import { migration } from './migration.ts'
import { run } from './program.ts'
import { converse } from './talk.ts'

const manners = { path: '/ws?user=ada', publishes: true, prints: ['closed with 4000', 'closed with 3001'] }

migration('crossws', {
  manners,
  changes: {
    'a page of elsewhere connects': ['101', '403'],
    'a browser opens the route': ['200', '426'],
    'a message has 2 MiB': ['heard', 'closed with 1009 "message too big"'],
    'a close code is not allowed': ['the program ends', 'closed with 1011 "internal error"'],
    'a handler throws': ['the program ends', 'closed with 1011 "internal error"'],
    'a handler rejects': ['the program ends', 'closed with 1011 "internal error"'],
  },
  loosened: [['{ port: 3000 }', '{ port: 3000, ...looseServer }']],
})

const upgrade = (rest: string) =>
  `(request, ${rest}) => request.headers.has('upgrade') ? ws.handleUpgrade(request, ${rest}) : new Response('a page')`

test.each([
  ['Bun', `console.log(Bun.serve({ port: 3000, websocket: ws.websocket, fetch: ${upgrade('server')} }).url.href)`],
  ['Deno', `Deno.serve({ port: 3000 }, ${upgrade('info')})`],
])('the same hooks on %s answer as the same routes', async (runtime, serving) => {
  const name = runtime.toLowerCase()
  const { before, after } = migrations.get('crossws')!
  const hooks = before.slice(before.indexOf('const ws ='), before.indexOf('const server ='))
  const stock = `import crossws from 'crossws/adapters/${name}'\n${hooks}${serving}`
  const ours = after
    .replace('jackfield/node', `jackfield/${name}`)
    .replace('await serve(app, { port: 3000 })', 'console.log((await serve(app, { port: 3000 })).url)')
  await using old = await run(`crossws-${name}-before`, runtime, { 'app.ts': stock })
  await using moved = await run(`crossws-${name}-after`, runtime, { 'app.ts': ours })
  expect(await converse(moved.origin, manners)).toEqual(await converse(old.origin, manners))
})
