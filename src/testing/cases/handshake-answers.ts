import { equal, freshId, match, ok, open, readLog } from '../expect.ts'
import { exchange, handshake, request } from '../raw.ts'
import type { ContractCase, Peer, Target } from '../target.ts'

/** Nothing of the library's own bookkeeping may leave the server. */
function expectUnmarked(peer: Peer): void {
  const ours = [...peer.headers.keys()].filter((name) => name.includes('jackfield'))
  equal(ours, [], 'headers of our own')
}

/** The connection of a refused upgrade goes on to serve requests. */
async function expectOpen(target: Target): Promise<void> {
  const raw = await target.raw!()
  equal((await exchange(raw, handshake(target, '/handshake/guarded/401'))).status, 401, 'the refusal')
  equal((await exchange(raw, request(target, 'GET', '/handshake/plain'))).status, 203, 'a request on its connection')
}

/** What the app and its middleware answer to an upgrade. */
export const handshakeAnswers: readonly ContractCase[] = [
  {
    id: 'HS06',
    level: 'MUST',
    title: "an upgrade to an unmatched path gets the app's own 404",
    async run(target) {
      const peer = await target.connect('/nowhere/at/all')
      equal([peer.status, peer.body], [404, '{"error":"nothing here"}'], 'status and body')
      equal(peer.headers.get('x-app'), 'contract', "the app's header")
      match(peer.headers.get('content-type'), /^application\/json/, 'the content type')
    },
  },
  {
    id: 'HS06b',
    level: 'MUST',
    title: 'an upgrade to a route without a socket gets its answer',
    async run(target) {
      const peer = await target.connect('/handshake/plain')
      equal([peer.status, peer.body], [203, 'a plain answer'], 'status and body')
      equal(peer.headers.get('x-plain'), 'yes', 'its header')
    },
  },
  {
    id: 'HS06c',
    level: 'MUST',
    title: 'the connection of a refused upgrade closes',
    needs: ['raw'],
    async run(target) {
      for (const path of ['/nowhere/at/all', '/handshake/plain', '/handshake/guarded/401']) {
        const raw = await target.raw!()
        const { status } = await exchange(raw, handshake(target, path))
        ok(status !== 101, 'it is refused')
        equal((await raw.readToEnd(1_000)).length, 0, `bytes after the answer of ${path}`)
      }
    },
    deviations: { deno: expectOpen, workerd: expectOpen },
  },
  {
    id: 'HS07',
    level: 'MUST',
    title: 'middleware that answers is seen whole',
    async run(target) {
      const id = freshId()
      const connect = (how: string) => target.connect(`/handshake/guarded/${how}?id=${id}`)
      const unknown = await connect('401')
      equal([unknown.status, unknown.body], [401, '{"error":"who are you"}'], '401')
      equal(unknown.headers.get('www-authenticate'), 'Basic', 'the header of the 401')
      const forbidden = await connect('403')
      equal([forbidden.status, forbidden.body], [403, 'not for you'], '403')
      const limited = await connect('429')
      equal([limited.status, limited.body], [429, 'slow down'], '429')
      equal(limited.headers.get('retry-after'), '7', 'the header of the 429')
      const moved = await connect('redirect')
      equal([moved.status, moved.headers.get('location')], [302, '/elsewhere'], 'the redirect')
      equal(await readLog(target, id), [], 'what the route has noted')
    },
  },
  {
    id: 'HS07b',
    level: 'MUST',
    title: 'middleware that throws HTTPException is seen whole',
    async run(target) {
      const peer = await target.connect('/handshake/guarded/throw')
      equal([peer.status, peer.body], [403, 'thrown at you'], 'status and body')
    },
  },
  ...(['403', '200', '204', 'merged', 'merged-204', 'merged-299', 'throw'] as const).map((how, index): ContractCase => {
    const answers = {
      403: [403, 'replaced'],
      200: [200, 'all is well'],
      204: [204, ''],
      merged: [200, 'merged'],
      'merged-204': [204, ''],
      'merged-299': [299, 'merged'],
      throw: [500, 'app.onError: thrown after next()'],
    }
    return {
      id: `HS08${['', 'b', 'c', 'd', 'e', 'f', 'g'][index]}`,
      level: 'MUST',
      title: `middleware that ends with ${how} after next() is seen, and nothing is upgraded`,
      async run(target) {
        const id = freshId()
        const peer = await target.connect(`/handshake/after/${how}?id=${id}`)
        equal([peer.status, peer.body], answers[how] as [number, string], 'status and body')
        expectUnmarked(peer)
        const another = await open(target, `/handshake/echo?id=${id}`)
        another.send('marker')
        equal(await another.next(), 'marker', 'the server lives on')
        const opens = (await readLog(target, id)).filter(({ event }) => event === 'open')
        equal(opens.length, 1, 'sockets that opened, with the later one')
      },
    }
  }),
  ...(['rebuilt', 'cloned', 'decorated'] as const).map(
    (how, index): ContractCase => ({
      id: `HS08${['h', 'i', 'j'][index]}`,
      level: 'MUST',
      title: `a response that middleware has ${how} upgrades, with its new header`,
      async run(target) {
        const peer = await open(target, `/handshake/after/${how}`)
        equal(peer.headers.get('x-changed'), how, 'the new header')
        expectUnmarked(peer)
        peer.send('hello')
        equal(await peer.next(), 'hello', 'the echo')
      },
    }),
  ),
]
