import { z } from 'zod'
import { bytes, call, defineChannel } from '../../src/channel/index.ts'
import { type ClientSocket, type ConnectOptions, connect } from '../../src/client/index.ts'
import type { FakeSocket, World } from './client-world.ts'

const Line = z.object({ from: z.string(), text: z.string() })

export const chat = defineChannel('chat', {
  client: {
    say: z.object({ text: z.string().min(1) }),
    leave: z.undefined(),
    frame: bytes(z.object({ camera: z.string() })),
    history: call(z.object({ limit: z.number().int() }), z.array(Line)),
  },
  server: {
    said: Line,
    /** Transformed by the receiver. */
    at: z.string().transform((text) => text.length),
    /** Takes its time. */
    slow: z.string().transform(async (text) => text.toUpperCase()),
    frame: bytes(z.object({ camera: z.string() })),
  },
  presence: z.object({ name: z.string() }),
})

export type Chat = ClientSocket<typeof chat>

/** A client in a world, at its first attempt. */
export async function chatIn(world: World, options: ConnectOptions = {}): Promise<Chat> {
  const socket = connect(chat, 'wss://example.com/ws', { diagnose: false, environment: world.environment, ...options })
  await world.pass()
  return socket
}

/** A client whose first connection is open. */
export async function openChatIn(world: World, options?: ConnectOptions): Promise<[Chat, FakeSocket]> {
  const socket = await chatIn(world, options)
  world.socket.welcome()
  return [socket, world.socket]
}
