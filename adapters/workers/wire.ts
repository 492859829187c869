// What a connection's link and its room say to one another.
import type { DisconnectOptions } from '../../src/adapter.ts'

/** A message of the app's: text or bytes. */
export type Message = string | Uint8Array<ArrayBuffer>

/** A message and where it is published. */
export interface Published {
  readonly topic: string
  readonly message: Message
}

const [encoder, decoder] = [new TextEncoder(), new TextDecoder('utf-8', { ignoreBOM: true })]
const lengthSize = 4

/** To the room: join a topic, or leave it, or all with `''`; or who this is. It answers each with {@link done}. */
export const joining = (topic: string): string => `+${topic}`
export const leaving = (topic: string): string => `-${topic}`
export const identifying = (key: string): string => `#${key}`
/** To the link: one change is made. */
export const done = '+'

/** Both ways: a message of a topic. Bytes travel as bytes, behind the topic and its length. */
export const publishing = ({ topic, message }: Published): Message => {
  if (typeof message === 'string') return `=${topic.length}:${topic}${message}`
  const name = encoder.encode(topic)
  const bytes = new Uint8Array(lengthSize + name.length + message.length)
  new DataView(bytes.buffer).setUint32(0, name.length)
  bytes.set(name, lengthSize)
  bytes.set(message, lengthSize + name.length)
  return bytes
}

/** What {@link publishing} has said. */
export const readPublishing = (data: string | ArrayBuffer): Published => {
  if (typeof data === 'string') {
    const start = data.indexOf(':') + 1
    const end = start + Number(data.slice(1, start - 1))
    return { topic: data.slice(start, end), message: data.slice(end) }
  }
  const bytes = new Uint8Array(data)
  const end = lengthSize + new DataView(data).getUint32(0)
  return { topic: decoder.decode(bytes.subarray(lengthSize, end)), message: bytes.subarray(end) }
}

/** To the link: several texts that {@link publishing} has made. */
export const gathering = (texts: readonly string[]): string => JSON.stringify(texts)
/** Each of them; or what came alone. */
export const scattered = (data: string | ArrayBuffer): readonly (string | ArrayBuffer)[] =>
  typeof data === 'string' && data.startsWith('[') ? JSON.parse(data) : [data]

/** To the link: the app ends its connection. */
export const disconnecting = (options: DisconnectOptions): string => `!${JSON.stringify(options)}`
export const isDisconnecting = (data: string | ArrayBuffer): data is string =>
  typeof data === 'string' && data.startsWith('!')
export const readDisconnecting = (data: string): DisconnectOptions => JSON.parse(data.slice(1))
