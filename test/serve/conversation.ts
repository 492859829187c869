// One and the same client script for every runtime: a message, a call and bytes, and all of it again after a restart.
import { bytes, call, defineChannel } from 'jackfield/channel'
import { type ClientSocket, connect } from 'jackfield/client'
import { z } from 'zod'

const Head = z.object({ camera: z.string() })

export const chat = defineChannel('chat', {
  client: {
    say: z.string(),
    frame: bytes(Head),
    add: call(z.array(z.number()), z.number()),
    restart: z.undefined(),
  },
  server: { said: z.string(), frame: bytes(Head) },
  presence: z.object({ name: z.string() }),
})
type Chat = ClientSocket<typeof chat>

/** What comes next under a name. */
const next = (socket: Chat, name: 'said' | 'frame') =>
  new Promise<unknown>((resolve) => {
    const undo = socket.on(name, (data) => {
      undo()
      resolve(typeof data === 'string' ? data : [data.head.camera, ...data.body])
    })
  })

const talk = async (socket: Chat, text: string) => {
  const heard = [next(socket, 'said'), next(socket, 'frame')]
  socket.send('say', text)
  socket.send('frame', { camera: text }, new Uint8Array([1, 2, 3]))
  return { heard: await Promise.all(heard), sum: await socket.call('add', [2, 3]) }
}

export type Talked = Awaited<ReturnType<typeof talk>>

export interface Conversation {
  readonly first: Talked
  readonly second: Talked
  /** How often it was open. */
  readonly opened: number
  /** Why it was not, at first and at last. */
  readonly causes: readonly (string | undefined)[]
  readonly faults: readonly string[]
}

/** Talks, lets the server restart, and talks again. */
export async function converse(url: string): Promise<Conversation> {
  const faults: string[] = []
  const causes: string[] = []
  let opened = 0
  const socket = connect(chat, url, { onFault: ({ message }) => faults.push(message) })
  const back = new Promise<void>((resolve) => {
    socket.status.subscribe((status) => {
      if (status.why) causes.push(status.why.message)
      if (status.state === 'open') opened += 1
      if (opened === 2) resolve()
    })
  })
  const first = await talk(socket, 'hello')
  socket.send('restart')
  await back
  const second = await talk(socket, 'still there?')
  socket.close()
  return { first, second, opened, causes: [causes[0], causes.at(-1)], faults }
}
