import { expect, test } from 'vitest'
import { migrations } from './listings.ts'
import { migration } from './migration.ts'
import { run } from './program.ts'
import { converse } from './talk.ts'

migration('@hono/node-ws', {
  peers: true,
  changes: {
    'a page of elsewhere connects': ['101', '403'],
    'a client offers subprotocols': ['101 "v2.chat"', '101 ""'],
    'a browser opens the route': ['404', '426'],
    'a message has 2 MiB': ['heard', 'closed with 1009 "message too big"'],
    'a close code is not allowed': ['nothing happens', 'closed with 1011 "internal error"'],
    'a handler throws': ['nothing happens', 'closed with 1011 "internal error"'],
    'a handler rejects': ['the program ends', 'closed with 1011 "internal error"'],
  },
  loosened: [
    ['createNodeWebSocket({ app })', 'createNodeWebSocket({ app }, looseServer)'],
    ['})))', '}), looseRoute))'],
  ],
})

test('after the move, plain requests may stay with @hono/node-server 1.19', async () => {
  const { runtime, before, after } = migrations.get('@hono/node-ws')!
  await using old = await run('node-ws-1.19-before', runtime, { 'app.ts': before }, { peers: true })
  await using moved = await run('node-ws-1.19-after', runtime, { 'app.ts': after }, { peers: true })
  expect(await converse(moved.origin, {})).toEqual(await converse(old.origin, {}))
})
