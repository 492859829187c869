// What the compiler says to the mistakes that are likely with a client, in its own words.
import { bytes, call, defineChannel } from 'jackfield/channel'
import { connect } from 'jackfield/client'
import { z } from 'zod'

const chat = defineChannel('chat', {
  client: {
    say: z.object({ text: z.string() }),
    frame: bytes(z.object({ camera: z.string() })),
    history: call(z.object({ limit: z.number() }), z.array(z.string())),
    count: call(z.undefined(), z.number()),
  },
  server: { said: z.string(), online: z.object({ count: z.number() }) },
})
const socket = connect(chat, 'wss://example.com/ws')

// A name that the server never sends, and one that only the client does.
// @ts-expect-error Argument of type '"sayd"' is not assignable to parameter of type '"online" | "said"'.
socket.on('sayd', () => {})
// @ts-expect-error Argument of type '"say"' is not assignable to parameter of type '"online" | "said"'.
socket.on('say', () => {})
// @ts-expect-error Property 'cuont' does not exist on type '{ count: number; }'. Did you mean 'count'?
socket.on('online', (online) => online.cuont)

// A misspelt message, wrong data, none, and no body.
// @ts-expect-error Argument of type '"sya"' is not assignable to parameter of type '"frame" | "say"'.
socket.send('sya', { text: 'hello' })
// @ts-expect-error Type 'number' is not assignable to type 'string'.
socket.send('say', { text: 1 })
// @ts-expect-error Expected 2 arguments, but got 1.
socket.send('say')
// @ts-expect-error Expected 3 arguments, but got 2.
socket.send('frame', { camera: 'door' })

// A call that is sent, and a message that is called.
// @ts-expect-error Argument of type '"history"' is not assignable to parameter of type '"frame" | "say"'.
socket.send('history', { limit: 1 })
// @ts-expect-error Argument of type '"say"' is not assignable to parameter of type '"count" | "history"'.
void socket.call('say', { text: 'hello' })
// @ts-expect-error Type 'string' is not assignable to type 'number'.
void socket.call('history', { limit: '1' })

// What does not say why it waits, and a policy that there is not.
const { current } = socket.status
// @ts-expect-error Property 'why' does not exist on type
current.why
// @ts-expect-error Type '"drop"' is not assignable to type 'FullQueue | undefined'.
connect(chat, '/ws', { queue: { full: 'drop' } })
