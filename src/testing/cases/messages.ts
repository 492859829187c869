import { sendable, unsendable } from '../app/messages.ts'
import { equal, freshId, ok, open, readLog, until, untilEvent } from '../expect.ts'
import type { ContractCase, Peer } from '../target.ts'
import { messagesOrder } from './messages-order.ts'
import { messagesWire } from './messages-wire.ts'
import { expectAlive, finalLog, named } from './probes.ts'

const mebibyte = 2 ** 20

/** What goes in and out. */
const messagesData: readonly ContractCase[] = [
  {
    id: 'MS01',
    level: 'MUST',
    title: 'text arrives as a string, binary as an ArrayBuffer of exactly its bytes, and the echo is of the same type',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/messages/echo?id=${id}`)
      const bytes = Uint8Array.of(0, 1, 127, 128, 254, 255)
      peer.send('grüße 👋')
      equal(await peer.next(), 'grüße 👋', 'the text')
      peer.send(bytes)
      equal(await peer.next(), bytes.buffer, 'the binary')
      const [text, binary] = await readLog(target, id)
      equal(text, { event: 'message', text: 8 }, 'the text in onMessage')
      equal(binary, { event: 'message', bytes: 6, of: 'ArrayBuffer' }, 'the binary in onMessage')
    },
  },
  {
    id: 'MS01b',
    level: 'MUST',
    title: 'a binary message belongs to its handler: later ones leave it as it was',
    async run(target) {
      const peer = await open(target, '/messages/keep')
      const messages = [1, 2, 3, 4].map((value) => new Uint8Array(value * 1000).fill(value))
      for (const message of messages) peer.send(message)
      peer.send('back')
      for (const message of messages) equal(await peer.next(), message.buffer, 'a kept message')
    },
  },
  {
    id: 'MS02',
    level: 'MUST',
    title: 'send takes a string, an ArrayBuffer and every view, by its offset and length, and returns true',
    async run(target) {
      const peer = await open(target, '/messages/send')
      for (const [name, value] of Object.entries(sendable)) {
        peer.send(name)
        const expected = typeof value() === 'string' ? value() : Uint8Array.of(2, 3, 4, 5).buffer
        equal(await peer.next(), expected, name)
        equal(await peer.next(), 'true', `send() of ${name}`)
      }
    },
  },
  {
    id: 'MS02b',
    level: 'MUST',
    title: 'send of anything else is a TypeError, and the socket stays open',
    async run(target) {
      const peer = await open(target, '/messages/send')
      for (const name of Object.keys(unsendable)) {
        peer.send(name)
        equal(await peer.next(), '"TypeError"', `send() of ${name}`)
      }
      await expectAlive(peer)
    },
  },
  {
    id: 'MS04',
    level: 'MUST',
    title: 'on a quiet connection send returns true and bufferedAmount is 0',
    async run(target) {
      const peer = await open(target, '/messages/flood')
      peer.send('how much?')
      equal(await peer.next(), '0', 'bufferedAmount')
      const sender = await open(target, '/messages/send')
      sender.send('a string')
      await sender.next()
      equal(await sender.next(), 'true', 'send()')
    },
  },
  {
    id: 'MS04b',
    level: 'MUST',
    title: 'of more than the network takes, exactly what send accepted arrives, and bufferedAmount tells what waits',
    // Without a wire nothing waits.
    needs: ['raw'],
    variant: 'flooded',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/messages/flood?id=${id}`)
      peer.send('40')
      const { accepted, bufferedAmount } = (await untilEvent(target, id, 'flood')) as unknown as Flood
      ok(accepted.length > 0, 'send() accepted something')
      ok(bufferedAmount > 0, `bufferedAmount is above 0 after ${accepted.length} MiB, not ${bufferedAmount}`)
      for (const index of accepted) await expectChunk(peer, index)
      peer.send('how much?')
      equal(await peer.next(), '0', 'bufferedAmount in the end')
    },
    deviations: {
      // Nothing is lost, but nothing tells what waits.
      async workerd(target) {
        const id = freshId()
        const peer = await open(target, `/messages/flood?id=${id}`)
        peer.send('40')
        const { accepted, bufferedAmount } = (await untilEvent(target, id, 'flood')) as unknown as Flood
        equal(bufferedAmount, 0, 'bufferedAmount')
        equal(accepted.length, 40, 'messages that were accepted')
        for (const index of accepted) await expectChunk(peer, index)
      },
    },
  },
  {
    id: 'MS08',
    level: 'MUST',
    title: 'an event is a MessageEvent, all its properties can be read, and the console can show it',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/messages/events?id=${id}`)
      peer.send('hello')
      await peer.next()
      const [, message] = await readLog(target, id)
      equal(message?.wrong, [], 'what is wrong with it')
    },
  },
  {
    id: 'MS08b',
    level: 'MUST',
    title: 'so are the events of open and close, each of its own kind',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/messages/events?id=${id}`)
      peer.close(1000)
      const log = await finalLog(target, id)
      for (const type of ['open', 'close'])
        equal(
          named(log, type).map(({ wrong }) => wrong),
          [[]],
          type,
        )
    },
  },
  {
    id: 'MS08c',
    level: 'MUST',
    title: "ws.raw is there, and ws.binaryType is 'arraybuffer'",
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/messages/events?id=${id}`)
      peer.send('hello')
      await peer.next()
      for (const { event, hasRaw, binaryType } of await readLog(target, id)) {
        equal({ hasRaw, binaryType }, { hasRaw: true, binaryType: 'arraybuffer' }, `in ${event}`)
      }
    },
  },
  {
    id: 'MS08d',
    level: 'MUST',
    title: 'the console shows a message event by its name and its type',
    needs: ['guards', 'console'],
    async run(target) {
      const peer = await open(target, '/messages/events')
      peer.send('hello')
      ok(target.logged, 'the log of the server can be seen')
      const shown = /MessageEvent \{[^}]*type: ["']message["']/
      await until(() => shown.test(target.logged!()), `${shown} in the log`)
    },
  },
]

/** A message of `/messages/flood`; not each of its bytes is looked at. */
async function expectChunk(peer: Peer, index: number): Promise<void> {
  const bytes = new Uint8Array((await peer.next()) as ArrayBuffer)
  equal(
    [bytes.length, bytes[0], bytes.at(-1)],
    [mebibyte, index, index],
    `size, first and last byte of message ${index}`,
  )
}

interface Flood {
  readonly accepted: readonly number[]
  readonly bufferedAmount: number
}

/** MS01 to MS08. */
export const messages: readonly ContractCase[] = [...messagesData, ...messagesOrder, ...messagesWire]
