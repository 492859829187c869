import { closeArguments } from '../app/lifecycle.ts'
import { equal, freshId, ok, open } from '../expect.ts'
import type { ContractCase, PeerClose, Target } from '../target.ts'
import { ended, expectAlive, finalLog, named, openRaw } from './probes.ts'

/** What the peer sees when the server calls `ws.close` with these arguments. */
async function closeSeen(target: Target, query: string): Promise<PeerClose> {
  const peer = await open(target, `/lifecycle/closing?${query}`)
  peer.send('please')
  return ended(peer)
}

/** The one close event of a connection, which nothing precedes but what the case itself did. */
async function onlyClose(target: Target, id: string): Promise<Record<string, unknown>> {
  const log = await finalLog(target, id)
  equal(named(log, 'error').length, 0, 'error events')
  const closes = named(log, 'close')
  equal(closes.length, 1, 'close events')
  return { code: closes[0]?.code, reason: closes[0]?.reason, wasClean: closes[0]?.wasClean }
}

/** How a connection ends. */
export const lifecycleClose: readonly ContractCase[] = [
  {
    id: 'LC04',
    level: 'MUST',
    title: 'onClose comes exactly once, and never inside close()',
    async run(target) {
      for (const route of ['closing', 'closing-open']) {
        const id = freshId()
        const peer = await open(target, `/lifecycle/${route}?id=${id}&code=1000`)
        if (route === 'closing') peer.send('please')
        const events = (await finalLog(target, id)).map(({ event }) => event).filter((event) => event !== 'message')
        equal(events, ['open', 'returned', 'close'], `the events of ${route}`)
      }
    },
  },
  {
    id: 'LC04b',
    level: 'MUST',
    title: "onClose has the peer's code and reason, and wasClean is true",
    async run(target) {
      const endings = [
        [1000, ''],
        [1001, 'away'],
        [3001, 'done'],
        [4999, 'grüße'],
      ] as const
      for (const [code, reason] of endings) {
        const id = freshId()
        const peer = await open(target, `/lifecycle/record?id=${id}`)
        peer.close(code, reason)
        equal(await onlyClose(target, id), { code, reason, wasClean: true }, `after ${code} ${reason}`)
      }
    },
  },
  {
    id: 'LC04c',
    level: 'MUST',
    title: 'a close frame without a code is 1005, and wasClean is true',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/lifecycle/record?id=${id}`)
      peer.close()
      equal(await onlyClose(target, id), { code: 1005, reason: '', wasClean: true }, 'onClose')
    },
  },
  {
    id: 'LC04d',
    level: 'MUST',
    title: 'after close() onClose has its code, and wasClean is true',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/lifecycle/closing?id=${id}&code=3001`)
      peer.send('please')
      const { code, wasClean } = await onlyClose(target, id)
      equal({ code, wasClean }, { code: 3001, wasClean: true }, 'onClose')
    },
  },
  {
    id: 'LC05',
    level: 'MUST',
    title: 'a peer that drops is 1006, wasClean false and no onError',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/lifecycle/record?id=${id}`)
      peer.terminate()
      equal(await onlyClose(target, id), { code: 1006, reason: '', wasClean: false }, 'onClose')
    },
  },
  {
    id: 'LC05b',
    level: 'MUST',
    title: 'a peer that ends the stream without a close frame is 1006, wasClean false and no onError',
    needs: ['raw'],
    async run(target) {
      const id = freshId()
      const raw = await openRaw(target, `/lifecycle/record?id=${id}`)
      raw.end()
      equal(await onlyClose(target, id), { code: 1006, reason: '', wasClean: false }, 'onClose')
    },
  },
  {
    id: 'LC05c',
    level: 'MUST',
    title: 'terminate() is 1006 on both ends',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/lifecycle/cut?id=${id}`)
      peer.send('please')
      equal(await onlyClose(target, id), { code: 1006, reason: '', wasClean: false }, 'onClose')
      equal((await ended(peer)).code, 1006, 'the peer')
    },
    deviations: { deno: expectEmptyClose, workerd: expectEmptyClose },
  },
  {
    id: 'LC06',
    level: 'MUST',
    title: 'after close() without a code the peer sees 1005',
    async run(target) {
      equal(await closeSeen(target, ''), { code: 1005, reason: '' }, 'the peer')
    },
  },
  {
    id: 'LC06b',
    level: 'MUST',
    title: 'after close(code, reason) the peer sees exactly that',
    async run(target) {
      const long = `${'é'.repeat(61)}!`
      for (const [code, reason] of [
        [1000, ''],
        [1000, 'bye'],
        [3000, 'ok'],
        [4999, long],
        [1011, 'oops'],
      ] as const) {
        const query = `code=${code}&reason=${encodeURIComponent(reason)}`
        equal(await closeSeen(target, query), { code, reason }, `the peer after ${code} ${reason}`)
      }
    },
  },
  {
    id: 'LC06c',
    level: 'MUST',
    title: 'every protocol code that a server may send reaches the peer',
    async run(target) {
      for (const code of [1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014]) {
        equal(await closeSeen(target, `code=${code}`), { code, reason: '' }, `the peer after ${code}`)
      }
    },
  },
  {
    id: 'LC07',
    level: 'MUST',
    title: 'close() with arguments that must not be sent throws, and the socket stays open',
    async run(target) {
      const peer = await open(target, '/lifecycle/arguments')
      for (const name of Object.keys(closeArguments)) {
        peer.send(name)
        const error = await peer.next()
        ok(error === 'RangeError' || error === 'TypeError', `close() with ${name}: expected an error, got ${error}`)
      }
      await expectAlive(peer, 'the socket after all these')
    },
  },
  {
    id: 'LC07b',
    level: 'MUST',
    title: 'close() checks its arguments also on a socket that is closed',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/lifecycle/arguments?id=${id}`)
      peer.close(1000)
      const log = await finalLog(target, id)
      equal(named(log, 'closed with bad arguments')[0]?.error, 'RangeError', 'close(999) in onClose')
    },
  },
  {
    id: 'LC08',
    level: 'MUST',
    title: 'a close begun by the peer is answered with its code',
    async run(target) {
      for (const code of [1000, 1001, 4321]) {
        const peer = await open(target, '/lifecycle/record')
        peer.close(code, 'bye')
        equal((await ended(peer)).code, code, `the answer to ${code}`)
      }
    },
  },
  {
    id: 'LC08b',
    level: 'MUST',
    title: 'a close frame without a code is answered with a close frame',
    async run(target) {
      const peer = await open(target, '/lifecycle/record')
      peer.close()
      const { code } = await ended(peer)
      ok(code === 1005 || code === 1000, `the answer: expected 1005 or 1000, got ${code}`)
    },
  },
]

/** Where nothing cuts a connection: the server's end is 1006, and the peer gets a close frame without a code. */
async function expectEmptyClose(target: Target): Promise<void> {
  const id = freshId()
  const peer = await open(target, `/lifecycle/cut?id=${id}`)
  peer.send('please')
  equal(await onlyClose(target, id), { code: 1006, reason: '', wasClean: false }, 'onClose')
  equal((await ended(peer)).code, 1005, 'the peer')
}
