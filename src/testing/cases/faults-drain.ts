import { elapse, equal, freshId, match, ok, open, openGate, rejects, until, untilEvent, within } from '../expect.ts'
import { closeFrame } from '../frames.ts'
import type { ContractCase, Target } from '../target.ts'
import { ended, expectAlive, nextClose, openRaw } from './probes.ts'

/** Longer than any case waits: a close() that resolves has not used it up. */
const ample = 20_000

/** Begins `close({ timeout })`, and remembers whether it has resolved. */
function drain(target: Target, timeout: number): { readonly done: Promise<void>; readonly resolved: () => boolean } {
  let resolved = false
  const done = target.control?.close(timeout) ?? Promise.reject(new Error('this case needs control'))
  const marked = done.then(() => {
    resolved = true
  })
  marked.catch(() => {})
  return { done: marked, resolved: () => resolved }
}

/** A connection whose handler waits for `openGate(target, id)`. */
async function busy(target: Target): Promise<{ id: string; peer: Awaited<ReturnType<typeof open>> }> {
  const id = freshId()
  const peer = await open(target, `/faults/busy?id=${id}`)
  peer.send('work')
  await untilEvent(target, id, 'start')
  return { id, peer }
}

/** FT05: how a server ends. Each case has a server of its own. */
export const faultsDrain: readonly ContractCase[] = [
  {
    id: 'FT05',
    level: 'MUST',
    title: 'close() says 1001 to all sockets, and resolves when they have answered',
    needs: ['control'],
    variant: 'fresh',
    async run(target) {
      const peers = [
        await open(target, '/faults/echo'),
        await open(target, '/faults/echo'),
        await open(target, '/lifecycle/record'),
      ]
      const { done } = drain(target, ample)
      for (const peer of peers) equal((await ended(peer)).code, 1001, 'the code')
      await within(done, 'close()')
    },
  },
  {
    id: 'FT05b',
    level: 'MUST',
    title: 'while close() waits, plain requests are served and new upgrades get 503 with Retry-After',
    needs: ['control'],
    variant: 'fresh',
    async run(target) {
      const { id, peer } = await busy(target)
      const { done, resolved } = drain(target, ample)
      const refused = await until(async () => {
        const late = await target.connect('/faults/echo')
        return late.status !== 101 && late
      }, 'a refusal')
      equal(refused.status, 503, 'the status of an upgrade')
      match(refused.headers.get('retry-after'), /^\d+$/, 'Retry-After')
      ok(refused.body !== '', 'the refusal has a body')
      equal(await (await target.fetch('/faults/plain')).text(), 'plain', 'a plain request')
      equal(resolved(), false, 'close() has resolved')
      await openGate(target, id)
      equal((await ended(peer)).code, 1001, 'the code')
      await within(done, 'close()')
    },
  },
  {
    id: 'FT05c',
    level: 'MUST',
    title: 'a handler in flight ends before its socket gets 1001',
    needs: ['control'],
    variant: 'fresh',
    async run(target) {
      const { id, peer } = await busy(target)
      const idle = await open(target, '/faults/echo')
      const { done, resolved } = drain(target, ample)
      equal((await ended(idle)).code, 1001, 'the code of an idle socket')
      equal(resolved(), false, 'close() has resolved')
      await openGate(target, id)
      equal(await peer.next(), 'done', "the handler's last word")
      equal((await ended(peer)).code, 1001, 'the code')
      await within(done, 'close()')
    },
  },
  {
    id: 'FT05d',
    level: 'MUST',
    title:
      'a handler that does not end has half of the time: then its peer gets 1001 too, and close() resolves in time',
    needs: ['control'],
    variant: 'fresh',
    async run(target) {
      const { peer } = await busy(target)
      const idle = await open(target, '/faults/echo')
      // The idle one is gone long before half of it.
      const { done, resolved } = drain(target, 2_000)
      equal((await ended(idle)).code, 1001, 'the code of the idle one')
      equal(resolved(), false, 'close() has resolved')
      await elapse(target, 2_000)
      equal((await ended(peer)).code, 1001, 'the code of the busy one')
      await within(done, 'close()')
    },
  },
  {
    id: 'FT05e',
    level: 'MUST',
    title: "close() waits for a peer's close frame",
    needs: ['control', 'raw'],
    variant: 'fresh',
    async run(target) {
      const raw = await openRaw(target, '/faults/echo')
      const { done, resolved } = drain(target, ample)
      equal((await nextClose(raw)).code, 1001, 'the code')
      equal((await target.fetch('/faults/plain')).status, 200, 'a plain request meanwhile')
      equal(resolved(), false, 'close() has resolved')
      raw.write(closeFrame(1001))
      equal((await raw.readToEnd()).length, 0, 'bytes after the close')
      raw.end()
      await within(done, 'close()')
    },
    deviations: {
      async bun(target) {
        const raw = await openRaw(target, '/faults/echo')
        const { done } = drain(target, ample)
        equal((await nextClose(raw)).code, 1001, 'the code')
        await raw.readToEnd()
        await within(done, 'close()')
      },
    },
  },
  {
    id: 'FT05f',
    level: 'MUST',
    title: 'a peer that never answers is cut at the timeout',
    needs: ['control', 'raw'],
    variant: 'fresh',
    async run(target) {
      const raw = await openRaw(target, '/faults/echo')
      const { done } = drain(target, 500)
      equal((await nextClose(raw)).code, 1001, 'the code')
      await within(done, 'close()')
      await raw.readToEnd()
    },
  },
  {
    id: 'FT05g',
    level: 'MUST',
    title: 'the listener closes last: after close() nobody can connect',
    needs: ['control', 'raw'],
    variant: 'fresh',
    async run(target) {
      const peer = await open(target, '/faults/echo')
      await expectAlive(peer)
      const { done } = drain(target, ample)
      equal((await ended(peer)).code, 1001, 'the code')
      await within(done, 'close()')
      await rejects(target.fetch('/faults/plain'), 'a request after close()')
    },
  },
]
