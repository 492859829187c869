import { equal, open } from '../expect.ts'
import type { Peer, Target } from '../target.ts'

/** A message of the protocol, written by hand. */
export interface Told {
  readonly type: string
  readonly [member: string]: unknown
}

export const protocols: readonly string[] = ['jackfield.1']

/** The next message. */
export const hear = async (peer: Peer): Promise<Told> => JSON.parse(String(await peer.next())) as Told

/** A connection of a channel, the welcome read. */
export async function greeted(target: Target, path: string): Promise<{ peer: Peer; id: string }> {
  const peer = await open(target, `/channels/${path}`, { protocols })
  const welcome = await hear(peer)
  equal(welcome.type, 'welcome', 'the first message')
  return { peer, id: String(welcome.id) }
}

/** One of `talk`, that has heard what its `onOpen` sends. */
export async function talker(target: Target, room: string, query = ''): Promise<Peer> {
  const { peer } = await greeted(target, `talk/${room}?${query}`)
  equal(await peer.next(), '{"type":"opened"}', 'what onOpen has sent')
  return peer
}

/** Sends a message. */
export const say = (peer: Peer, told: Told): void => peer.send(JSON.stringify(told))

let calls = 1000

/** Makes a call, and answers with its reply; the next message must be that. */
export async function ask(peer: Peer, type: string, data?: unknown): Promise<unknown> {
  const id = ++calls
  say(peer, { type, id, data })
  const reply = await hear(peer)
  equal([reply.type, reply.id], ['reply', id], `the answer to ${type}, which is ${JSON.stringify(reply)}`)
  return reply.data
}

/** Fails unless the next message is an error of this code; answers with it. */
export async function expectError(peer: Peer, code: string, what: string): Promise<Told> {
  const told = await hear(peer)
  equal([told.type, told.code], ['error', code], `${what}; it is ${JSON.stringify(told)}`)
  return told
}

/** The connection lives, and nothing else has come. */
export async function expectQuiet(peer: Peer, what = 'the next reply'): Promise<void> {
  equal(await ask(peer, 'add', { a: 1, b: 2 }), 3, what)
}

const encoder = new TextEncoder()

/** A binary message: the length of its head, the head and the body. */
export function binary(head: string, body: string, length: number = encoder.encode(head).length): Uint8Array {
  const [first, second] = [encoder.encode(head), encoder.encode(body)]
  const frame = new Uint8Array(4 + first.length + second.length)
  new DataView(frame.buffer).setUint32(0, length)
  frame.set(first, 4)
  frame.set(second, 4 + first.length)
  return frame
}

/** `POST /publish/:room`. */
export async function publishTo(target: Target, path: string, data: unknown): Promise<unknown> {
  const response = await target.fetch(`/channels/publish/${path}`, { method: 'POST', body: JSON.stringify(data) })
  equal(response.status, 200, 'the status of the HTTP handler')
  return response.json()
}
