import { equal, freshId, match, ok, open, readLog } from '../expect.ts'
import { encodeFrame, opcode, textFrame } from '../frames.ts'
import type { ContractCase, Target } from '../target.ts'
import { ended, expectAlive, nextClose, nextFrame, openRaw } from './probes.ts'

const mebibyte = 2 ** 20
const invalidText = Uint8Array.of(0x68, 0xc3, 0x28)
const sizes = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000]

const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value)

/** A pattern in which a shifted or repeated byte shows. */
const pattern = (size: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: size }, (_, index) => (index * 31) % 251)

/** The largest message passes, and one byte more closes with 1009 and reaches no handler. */
async function expectLimit(target: Target, route: string, limit: number): Promise<void> {
  const oversized = [new Uint8Array(limit + 1), 'x'.repeat(limit + 1), `${'é'.repeat(Math.ceil(limit / 2))}é`]
  for (const message of oversized) {
    const id = freshId()
    const peer = await open(target, `/messages/${route}?id=${id}`)
    peer.send(new Uint8Array(limit))
    equal(((await peer.next()) as ArrayBuffer).byteLength, limit, 'the size of the largest message')
    peer.send(message)
    equal((await ended(peer)).code, 1009, `the close after ${typeof message} of more than ${limit} bytes`)
    equal(
      (await readLog(target, id)).filter(({ event }) => event === 'message').length,
      1,
      'messages that were handled',
    )
  }
}

/** Bytes that break the protocol close the connection with `code`; another connection does not notice. */
async function expectClose(target: Target, bytes: Uint8Array, code: number): Promise<void> {
  const bystander = await open(target, '/messages/echo')
  const raw = await openRaw(target, '/messages/echo')
  raw.write(bytes)
  equal((await nextClose(raw)).code, code, 'the code')
  await expectAlive(bystander, 'another connection')
}

/** What is seen where a runtime takes a frame that it should refuse: the echo of its text. */
async function expectEcho(target: Target, bytes: Uint8Array, echo: string): Promise<void> {
  const raw = await openRaw(target, '/messages/echo')
  raw.write(bytes)
  const { opcode: kind, payload } = await nextFrame(raw)
  equal(kind, opcode.text, 'the opcode')
  equal(new TextDecoder().decode(payload), echo, 'the echo')
}

/** What is seen where a runtime fails a connection without a word: the end of the stream. */
async function expectSilentEnd(target: Target, bytes: Uint8Array): Promise<void> {
  const bystander = await open(target, '/messages/echo')
  const raw = await openRaw(target, '/messages/echo')
  raw.write(bytes)
  equal((await raw.readToEnd()).length, 0, 'bytes before the end')
  await expectAlive(bystander, 'another connection')
}

const unmasked = encodeFrame({ opcode: opcode.text, payload: text('bare'), masked: false })
const stray = encodeFrame({ opcode: opcode.continuation, payload: text('x') })
const reserved = [1, 2].map((rsv) => encodeFrame({ opcode: opcode.text, payload: text('x'), rsv }))
const unknown = [3, 11].map((kind) => encodeFrame({ opcode: kind, payload: text('x') }))
/** The head of a binary frame of 256 MiB, and its first bytes. */
const announced = Uint8Array.of(0x82, 0xff, 0, 0, 0, 0, 0x10, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8)
const invalid = encodeFrame({ opcode: opcode.text, payload: invalidText })

/** MS05 to MS07: frames, as they are on the wire. */
export const messagesWire: readonly ContractCase[] = [
  {
    id: 'MS05',
    level: 'MUST',
    title: 'a message over maxPayload closes with 1009, text counted as UTF-8',
    variant: 'payload',
    run: (target) => expectLimit(target, 'echo', 1024),
  },
  {
    id: 'MS05b',
    level: 'MUST',
    title: 'the default of maxPayload is 1 MiB',
    run: (target) => expectLimit(target, 'echo', mebibyte),
  },
  {
    id: 'MS05c',
    level: 'MUST',
    title: "a route's own maxPayload counts, over its server's",
    variant: 'payload',
    run: (target) => expectLimit(target, 'small', 64),
  },
  {
    id: 'MS05d',
    level: 'MUST',
    title: 'the fragments of a message count together',
    needs: ['raw'],
    variant: 'payload',
    async run(target) {
      const raw = await openRaw(target, '/messages/echo')
      raw.write(encodeFrame({ opcode: opcode.binary, payload: new Uint8Array(600), fin: false }))
      raw.write(encodeFrame({ opcode: opcode.continuation, payload: new Uint8Array(600) }))
      equal((await nextClose(raw)).code, 1009, 'the code')
    },
  },
  {
    id: 'MS05e',
    level: 'MUST',
    title: 'a frame that announces 256 MiB closes with 1009 before they come',
    needs: ['raw'],
    run: (target) => expectClose(target, announced, 1009),
    deviations: { deno: (target) => expectSilentEnd(target, announced) },
  },
  {
    id: 'MS05f',
    level: 'SHOULD',
    title: 'who sends a message over maxPayload is told so in words',
    needs: ['guards'],
    variant: 'payload',
    async run(target) {
      const peer = await open(target, '/messages/echo')
      peer.send(new Uint8Array(1025))
      const { code, reason } = await ended(peer)
      equal(code, 1009, 'the code')
      // Some runtimes have words of their own.
      match(reason, /too big/, 'the reason')
    },
  },
  {
    id: 'MS06',
    level: 'MUST',
    title: 'invalid UTF-8 in a text message closes with 1007',
    needs: ['raw'],
    run: (target) => expectClose(target, invalid, 1007),
    deviations: {
      deno: (target) => expectSilentEnd(target, invalid),
      workerd: (target) => expectEcho(target, invalid, 'h\ufffd('),
    },
  },
  {
    id: 'MS06b',
    level: 'MUST',
    title: 'a reserved bit closes with 1002',
    needs: ['raw'],
    async run(target) {
      for (const bytes of reserved) await expectClose(target, bytes, 1002)
    },
    deviations: {
      async deno(target) {
        for (const bytes of reserved) await expectSilentEnd(target, bytes)
      },
    },
  },
  {
    id: 'MS06c',
    level: 'MUST',
    title: 'an unknown opcode closes with 1002',
    needs: ['raw'],
    async run(target) {
      for (const bytes of unknown) await expectClose(target, bytes, 1002)
    },
    deviations: {
      async deno(target) {
        for (const bytes of unknown) await expectSilentEnd(target, bytes)
      },
    },
  },
  {
    id: 'MS06d',
    level: 'MUST',
    title: 'an unmasked frame closes with 1002',
    needs: ['raw'],
    run: (target) => expectClose(target, unmasked, 1002),
    deviations: {
      deno: (target) => expectEcho(target, unmasked, 'bare'),
      workerd: (target) => expectEcho(target, unmasked, 'bare'),
    },
  },
  {
    id: 'MS06e',
    level: 'MUST',
    title: 'a continuation of nothing closes with 1002',
    needs: ['raw'],
    run: (target) => expectClose(target, stray, 1002),
    deviations: { deno: (target) => expectSilentEnd(target, stray) },
  },
  {
    id: 'MS07',
    level: 'MUST',
    title: 'messages arrive whole at every boundary of the frame format',
    async run(target) {
      const peer = await open(target, '/messages/echo')
      for (const size of sizes) {
        const bytes = pattern(size)
        peer.send(bytes)
        equal(await peer.next(), bytes.buffer, `${size} bytes`)
        const letters = String.fromCharCode(...pattern(Math.min(size, 100)).map((byte) => 32 + (byte % 90))).padEnd(
          size,
          '.',
        )
        peer.send(letters)
        ok((await peer.next()) === letters, `${size} characters`)
      }
    },
  },
  {
    id: 'MS07b',
    level: 'MUST',
    title: 'a fragmented message arrives whole, also around a ping and across a character',
    needs: ['raw'],
    async run(target) {
      const raw = await openRaw(target, '/messages/echo')
      const [first, second] = [text('grü').subarray(0, 3), text('grü').subarray(3)]
      raw.write(encodeFrame({ opcode: opcode.text, payload: first, fin: false }))
      raw.write(encodeFrame({ opcode: opcode.ping, payload: text('still there?') }))
      raw.write(encodeFrame({ opcode: opcode.continuation, payload: second, fin: false }))
      raw.write(encodeFrame({ opcode: opcode.continuation, payload: new Uint8Array() }))
      const pong = await nextFrame(raw)
      equal([pong.opcode, new TextDecoder().decode(pong.payload)], [opcode.pong, 'still there?'], 'the pong')
      equal(new TextDecoder().decode((await nextFrame(raw)).payload), 'grü', 'the message')
    },
  },
  {
    id: 'MS07c',
    level: 'MUST',
    title: 'a message that comes byte by byte arrives whole',
    needs: ['raw'],
    async run(target) {
      const raw = await openRaw(target, '/messages/echo')
      for (const byte of textFrame('slowly')) raw.write(Uint8Array.of(byte))
      equal(new TextDecoder().decode((await nextFrame(raw)).payload), 'slowly', 'the message')
    },
  },
  {
    id: 'MS07d',
    level: 'MUST',
    title: 'a fragmented binary message arrives whole, as an ArrayBuffer of exactly its bytes',
    needs: ['raw'],
    async run(target) {
      const id = freshId()
      const raw = await openRaw(target, `/messages/echo?id=${id}`)
      raw.write(encodeFrame({ opcode: opcode.binary, payload: Uint8Array.of(1, 2), fin: false }))
      raw.write(encodeFrame({ opcode: opcode.continuation, payload: Uint8Array.of(3) }))
      equal([...(await nextFrame(raw)).payload], [1, 2, 3], 'the message')
      const [message] = await readLog(target, id)
      equal(message, { event: 'message', bytes: 3, of: 'ArrayBuffer' }, 'the message in onMessage')
    },
  },
]
