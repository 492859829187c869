// What a connection's link and its room say to one another.

/** A message of the app's: text or bytes. */
export type Message = string | Uint8Array<ArrayBuffer>

const [encoder, decoder] = [new TextEncoder(), new TextDecoder('utf-8', { ignoreBOM: true })]
const lengthSize = 4

/** To the room: join a topic, or leave it, or all with `''`. It answers each with {@link done}. */
export const joining = (topic: string): string => `+${topic}`
export const leaving = (topic: string): string => `-${topic}`
/** To the link: one change is made. */
export const done = '+'

/** To the room: publish this. Bytes travel as bytes, behind the topic and its length. */
export const publishing = (topic: string, message: Message): Message => {
  if (typeof message === 'string') return `=${topic.length}:${topic}${message}`
  const name = encoder.encode(topic)
  const bytes = new Uint8Array(lengthSize + name.length + message.length)
  new DataView(bytes.buffer).setUint32(0, name.length)
  bytes.set(name, lengthSize)
  bytes.set(message, lengthSize + name.length)
  return bytes
}

/** To the link: a message of the room's. */
export const delivering = (message: Message): Message => (typeof message === 'string' ? `=${message}` : message)

/** What {@link publishing} has said. */
export const readPublishing = (data: string | ArrayBuffer): { topic: string; message: Message } => {
  if (typeof data === 'string') {
    const start = data.indexOf(':') + 1
    const end = start + Number(data.slice(1, start - 1))
    return { topic: data.slice(start, end), message: data.slice(end) }
  }
  const bytes = new Uint8Array(data)
  const end = lengthSize + new DataView(data).getUint32(0)
  return { topic: decoder.decode(bytes.subarray(lengthSize, end)), message: bytes.subarray(end) }
}

/** What {@link delivering} has said. */
export const readDelivering = (data: string | ArrayBuffer): Message =>
  typeof data === 'string' ? data.slice(1) : new Uint8Array(data)
