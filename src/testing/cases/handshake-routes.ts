import { nestings, standardMiddleware } from '../app/headers.ts'
import { equal, open } from '../expect.ts'
import type { ContractCase } from '../target.ts'

/** Headers of the 101, and where a route may stand in an app. */
export const handshakeRoutes: readonly ContractCase[] = [
  {
    id: 'HS09',
    level: 'MUST',
    title: 'headers set before, after and in the factory are on the 101',
    async run(target) {
      const { headers } = await open(target, '/handshake/headers')
      const names = ['x-before', 'x-after', 'x-factory']
      equal(
        names.map((name) => headers.get(name)),
        ['before', 'after', 'factory'],
        'the headers',
      )
    },
  },
  {
    id: 'HS09b',
    level: 'MUST',
    title: 'several Set-Cookies are on the 101, each in a line of its own',
    async run(target) {
      const { headers } = await open(target, '/handshake/headers')
      const cookies = headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')
      equal(cookies.sort(), ['after=3', 'before-too=2', 'before=1'], 'the cookies')
    },
  },
  {
    id: 'HS09c',
    level: 'MUST',
    title: "Hono's own middleware leaves the upgrade working",
    async run(target) {
      const headers = { Host: 'example.com', Origin: 'http://example.com' }
      for (const name of Object.keys(standardMiddleware)) await open(target, `/handshake/standard/${name}`, { headers })
      const secure = await open(target, '/handshake/standard/secureHeaders')
      equal(secure.headers.get('x-content-type-options'), 'nosniff', 'a header of secureHeaders()')
      const cors = await open(target, '/handshake/standard/cors', { headers })
      equal(cors.headers.get('access-control-allow-origin'), '*', 'a header of cors()')
    },
  },
  ...nestings.map(
    (nesting, index): ContractCase => ({
      id: `HS10${['', 'b', 'c', 'd'][index]}`,
      level: 'MUST',
      title: `a route ${nesting.slice(1)} into another app, with a base path and middleware, upgrades with its params`,
      async run(target) {
        const peer = await open(target, `/handshake${nesting}/base/rooms/blue`)
        equal(await peer.next(), 'blue ann', 'its param and its variable')
      },
    }),
  ),
]
