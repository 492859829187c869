// What a channel's definition makes of its client.

import { bytes, call, defineChannel } from 'jackfield/channel'
import { type ChannelError, connect, type Status } from 'jackfield/client'
import { z } from 'zod'
import { assert, type Equal } from './equal.ts'

const chat = defineChannel('chat', {
  client: {
    say: z.object({ text: z.string(), at: z.coerce.date() }),
    leave: z.undefined(),
    frame: bytes(z.object({ camera: z.string() })),
    history: call(z.object({ limit: z.number() }), z.array(z.string().transform(Number))),
    count: call(z.undefined(), z.number()),
  },
  server: { said: z.string().transform((text) => text.length), frame: bytes(z.object({ camera: z.string() })) },
  presence: z.object({ name: z.string() }),
})
const socket = connect(chat, 'wss://example.com/ws')

// Handlers get what the schema makes of a message; what a binary one gets has a head and a body.
const undo = socket.on('said', (length) => assert<Equal<typeof length, number>>())
assert<Equal<typeof undo, () => void>>()
socket.on('frame', ({ head, body }) => {
  assert<Equal<typeof head, { camera: string }>>()
  assert<Equal<typeof body, Uint8Array<ArrayBuffer>>>()
})

// Messages go out as the schema takes them.
const sent = socket.send('say', { text: 'hello', at: '2026-01-01' })
assert<Equal<typeof sent, 'sent' | 'queued' | 'dropped'>>()
socket.send('leave')
socket.send('frame', { camera: 'door' }, new Uint8Array())
socket.send('frame', { camera: 'door' }, new ArrayBuffer(1))

// Calls resolve with what the schema makes of the reply.
const lines = socket.call('history', { limit: 1 }, { timeout: 1000, signal: new AbortController().signal })
assert<Equal<typeof lines, Promise<number[]>>>()
const count = socket.call('count')
assert<Equal<typeof count, Promise<number>>>()

const member = socket.members.current.list[0]
assert<Equal<typeof member, { readonly id: string; readonly data: { name: string } } | undefined>>()
const { current } = socket.status
assert<Equal<typeof current, Status>>()
if (current.state === 'waiting') current.why.message satisfies string
const { bufferedAmount } = socket
assert<Equal<typeof bufferedAmount, number>>()
const refreshed = socket.refresh()
assert<Equal<typeof refreshed, Promise<void>>>()

// Options, and what is asked at each attempt.
connect(chat, async () => new URL('wss://example.com'), {
  token: async () => 'token',
  tokenIn: 'protocol',
  protocols: () => ['app.1'],
  queue: { size: 10, full: 'error' },
  calls: 'reject',
  lazy: { grace: 5_000 },
  ping: false,
  onFault: (fault) => fault satisfies ChannelError,
})
connect(chat, '/ws', { lazy: true, ping: { timeout: 5_000 } })
