// What a connection's link and its room say to one another.
import type { DisconnectOptions, Identity } from '../../src/adapter.ts'

/** A message of the app's: text or bytes. */
export type Message = string | Uint8Array<ArrayBuffer>

/** A message and where it is published. */
export interface Published {
  readonly topic: string
  readonly message: Message
}

const [encoder, decoder] = [new TextEncoder(), new TextDecoder('utf-8', { ignoreBOM: true })]
const lengthSize = 4

/** How a change begins. */
export const kinds = { join: '+', leave: '-', identify: '#', show: '*', depart: '~' } as const

/**
 * To the room: join a topic, or leave it, or all with `''`; who this is; what it shows the others, `''` for nothing; that
 * it has gone, and for how many ms it is waited for. It answers each with {@link done}.
 */
export const joining = (topic: string): string => kinds.join + topic
export const leaving = (topic: string): string => kinds.leave + topic
export const identifying = (identity: Identity): string => kinds.identify + JSON.stringify(identity)
export const showing = (text: string): string => kinds.show + text
export const departing = (patience: number): string => kinds.depart + patience
/** Where the room tells how many are in a topic, and who. */
export const asking = (what: 'count' | 'list', topic: string): string => `${what}?${encodeURIComponent(topic)}`
/** To the room: what it has told of who is there did not arrive. */
export const missed = '?'
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

/** To the link: who is there, or what has changed of it, as it goes out. */
export const telling = (text: string): string => `*${text}`
export const readTelling = (data: string | ArrayBuffer): string | undefined =>
  typeof data === 'string' && data.startsWith('*') ? data.slice(1) : undefined

/** To the link: the app ends its connection. */
export const disconnecting = (options: DisconnectOptions): string => `!${JSON.stringify(options)}`
export const isDisconnecting = (data: string | ArrayBuffer): data is string =>
  typeof data === 'string' && data.startsWith('!')
export const readDisconnecting = (data: string): DisconnectOptions => JSON.parse(data.slice(1))
