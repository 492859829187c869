import { migration } from './migration.ts'

migration('ws with Express', {
  changes: {
    'a page of elsewhere connects': ['101', '403'],
    'a client offers subprotocols': ['101 "v2.chat"', '101 ""'],
    'a message has 2 MiB': ['heard', 'closed with 1009 "message too big"'],
    'a close code is not allowed': ['the program ends', 'closed with 1011 "internal error"'],
    'a handler throws': ['the program ends', 'closed with 1011 "internal error"'],
    'a handler rejects': ['the program ends', 'closed with 1011 "internal error"'],
  },
  loosened: [
    ['attach(server, app)', 'attach(server, app, looseServer)'],
    ['})))', '}), looseRoute))'],
  ],
})
