import { migration } from './migration.ts'

migration('@hono/node-server', {
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
    ['{ port: 3000 }', '{ port: 3000, ...looseServer }'],
    ['})))', '}), looseRoute))'],
  ],
})
