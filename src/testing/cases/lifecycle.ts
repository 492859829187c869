import { equal, freshId, match, ok, open, readLog, untilEvent } from '../expect.ts'
import type { ContractCase, Target } from '../target.ts'
import { lifecycleClose } from './lifecycle-close.ts'
import { finalLog, named } from './probes.ts'

interface Stored {
  readonly readyState?: number
  readonly sent?: boolean
}

/** What a socket that was stored when it opened says now, outside of its events. */
async function storedSocket(target: Target, id: string): Promise<Stored> {
  return (await (await target.fetch(`/lifecycle/stored/${id}`)).json()) as Stored
}

const loopback = /^(::ffff:)?127\.0\.0\.1$|^::1$/

/** What a connection is while it lasts. */
const lifecycleOpen: readonly ContractCase[] = [
  {
    id: 'LC01',
    level: 'MUST',
    title: 'onOpen comes exactly once, before any message',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/lifecycle/record?id=${id}`)
      for (const text of ['one', 'two']) peer.send(text)
      for (const text of ['one', 'two']) equal(await peer.next(), text, 'the echo')
      peer.close(1000)
      const events = (await finalLog(target, id)).map(({ event }) => event)
      equal(events, ['open', 'message', 'message', 'close'], 'the events')
    },
  },
  {
    id: 'LC01b',
    level: 'MUST',
    title: 'onOpen waits for no message, and what it sends arrives',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/lifecycle/greet?id=${id}`)
      equal(await peer.next(), 'welcome', 'the first message')
      equal(
        (await readLog(target, id)).map(({ event }) => event),
        ['open'],
        'the events',
      )
    },
  },
  {
    id: 'LC02',
    level: 'MUST',
    title: 'ws is one and the same object in all events of a connection',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/lifecycle/identity?id=${id}`)
      for (const text of ['one', 'two']) {
        peer.send(text)
        equal(await peer.next(), 'same', 'in onMessage')
      }
      peer.close(1000)
      const seen = named(await finalLog(target, id), 'identity')
      equal(
        seen.map(({ event, ...rest }) => rest),
        [{ in: 'close', same: true }],
        'later',
      )
    },
  },
  {
    id: 'LC03',
    level: 'MUST',
    title: 'readyState is 1 while open, also on a stored ws',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/lifecycle/record?id=${id}`)
      peer.send('hello')
      await peer.next()
      const states = (await readLog(target, id)).map(({ event, readyState }) => [event, readyState])
      equal(
        states,
        [
          ['open', 1],
          ['message', 1],
        ],
        'in the events',
      )
      equal((await storedSocket(target, id)).readyState, 1, 'on the stored ws')
    },
  },
  {
    id: 'LC03b',
    level: 'MUST',
    title: 'readyState is 2 after close(), 3 in onClose and after',
    async run(target) {
      for (const route of ['closing', 'closing-open']) {
        const id = freshId()
        const peer = await open(target, `/lifecycle/${route}?id=${id}&code=1000`)
        if (route === 'closing') peer.send('please')
        const log = await finalLog(target, id)
        equal(named(log, 'returned')[0]?.readyState, 2, 'after close()')
        equal(named(log, 'close')[0]?.readyState, 3, 'in onClose')
        equal((await storedSocket(target, id)).readyState, 3, 'after onClose')
      }
    },
  },
  {
    id: 'LC03c',
    level: 'MUST',
    title: 'readyState is 3 in and after onClose when the peer closes or drops',
    async run(target) {
      for (const how of ['close', 'terminate'] as const) {
        const id = freshId()
        const peer = await open(target, `/lifecycle/record?id=${id}`)
        peer[how]()
        equal((await untilEvent(target, id, 'close')).readyState, 3, `in onClose after ${how}`)
        equal((await storedSocket(target, id)).readyState, 3, `after onClose after ${how}`)
      }
    },
  },
  {
    id: 'LC09',
    level: 'MUST',
    title: 'send() returns false and does nothing after close(), in onClose and after',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/lifecycle/closing?id=${id}&code=1000`)
      peer.send('please')
      equal(await peer.next().catch(() => 'nothing'), 'nothing', 'what was sent after close()')
      const log = await finalLog(target, id)
      equal(named(log, 'returned')[0]?.sent, false, 'after close()')
      equal(named(log, 'close')[0]?.sent, false, 'in onClose')
      equal((await storedSocket(target, id)).sent, false, 'after onClose')
    },
  },
  {
    id: 'LC09b',
    level: 'MUST',
    title: 'send() returns false when the peer has closed or dropped',
    async run(target) {
      for (const how of ['close', 'terminate'] as const) {
        const id = freshId()
        const peer = await open(target, `/lifecycle/record?id=${id}`)
        peer[how]()
        equal((await untilEvent(target, id, 'close')).sent, false, `in onClose after ${how}`)
        equal((await storedSocket(target, id)).sent, false, `after onClose after ${how}`)
      }
    },
  },
  {
    id: 'LC10',
    level: 'MUST',
    title: 'ws.url and ws.protocol, and params, headers and query of c, are readable in every event',
    async run(target) {
      const id = freshId()
      const headers = { 'x-told': 'yes' }
      const peer = await open(target, `/lifecycle/context/ada?id=${id}`, { protocols: ['told'], headers })
      peer.send('tell')
      await peer.next()
      peer.close(1000)
      const log = await finalLog(target, id)
      equal(
        log.map(({ event }) => event),
        ['open', 'message', 'close'],
        'the events',
      )
      for (const { event, url, protocol, param, header, query } of log) {
        equal(
          { protocol, param, header, query },
          { protocol: 'told', param: 'ada', header: 'yes', query: id },
          `in ${event}`,
        )
        match(String(url), new RegExp(`^(http|ws)://[^/]+/lifecycle/context/ada\\?id=${id}$`), `ws.url in ${event}`)
      }
    },
  },
  {
    id: 'LC10b',
    level: 'MUST',
    title: 'ws.remoteAddress is readable in every event',
    async run(target) {
      const id = freshId()
      // Only workerd listens to this: there it is the edge that tells the address.
      const headers = { 'CF-Connecting-IP': '127.0.0.1' }
      const peer = await open(target, `/lifecycle/context/ada?id=${id}`, { protocols: ['told'], headers })
      peer.send('tell')
      await peer.next()
      peer.terminate()
      const log = await finalLog(target, id)
      ok(log.length === 3, `three events, not ${log.length}`)
      for (const { event, remoteAddress } of log) match(String(remoteAddress), loopback, `in ${event}`)
    },
  },
]

/** LC01 to LC10. */
export const lifecycle: readonly ContractCase[] = [...lifecycleOpen, ...lifecycleClose]
