import { migration } from './migration.ts'

migration('hono/cloudflare-workers', {
  manners: { greets: false },
  changes: {
    bytes: ['"[object Blob]"', '<3 bytes: 00 01 ff>'],
    'a page of elsewhere connects': ['101', '403'],
    'a browser opens the route': ['404', '426'],
    'a message has 2 MiB': ['heard', 'closed with 1009 "message too big"'],
    'a close code is not allowed': ['closed with 1006 ""', 'closed with 1011 "internal error"'],
    'a handler throws': ['closed with 1006 ""', 'closed with 1011 "internal error"'],
    'a handler rejects': ['nothing happens', 'closed with 1011 "internal error"'],
  },
  loosened: [['worker(app)', 'worker(app, looseServer)']],
})
