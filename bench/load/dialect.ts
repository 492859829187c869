import { clientFrame, FrameReader, opcode, serverFrameSize } from './frames.ts'
import { Link } from './link.ts'

/** How a contestant's clients speak. */
export interface Dialect {
  /** Connects to a route; ready for messages. */
  dial(port: number, route: string, query?: string): Promise<Link>
  /** A message to that route, as it goes on the wire. */
  message(route: string, payload: Uint8Array, text: boolean): Uint8Array
  /** How many bytes of the wire a message from that route takes. */
  size(route: string, length: number, text: boolean): number
  /** Takes bytes, and tells the payload of each message. */
  reader(told: (payload: Uint8Array) => void): (chunk: Uint8Array) => void
}

/** A message is a frame. */
const plain: Dialect = {
  dial: (port, route, query) => Link.open(port, query ? `${route}?${query}` : route),
  message: (_, payload, text) => clientFrame(text ? opcode.text : opcode.binary, payload),
  size: (_, length) => serverFrameSize(length),
  reader(told) {
    const frames = new FrameReader((kind, payload) => {
      if (kind === opcode.close) throw new Error(`closed with ${Buffer.from(payload).readUInt16BE()}`)
      if (kind === opcode.text || kind === opcode.binary) told(payload)
    })
    return (chunk) => frames.push(chunk)
  },
}

const eventHead = (route: string): string => `42${route},["m","`
const attachmentHead = (route: string): string => `451-${route},["m",{"_placeholder":true,"num":0}]`
const textFrame = (text: string): Uint8Array => clientFrame(opcode.text, Buffer.from(text))

/**
 * Engine.IO 4 and Socket.IO 5 over WebSocket alone: a route is a namespace, a message the event `m`.
 * https://socket.io/docs/v4/socket-io-protocol/
 */
const socketIo: Dialect = {
  async dial(port, route, query = '') {
    const link = await Link.open(port, `/socket.io/?EIO=4&transport=websocket&${query}`)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const frames = new FrameReader((_, payload) => {
      const text = Buffer.from(payload).toString()
      if (text.startsWith('0')) link.write(textFrame(`40${route},`))
      else if (text.startsWith(`40${route},`)) resolve()
      else reject(new Error(`not connected: ${text}`))
    })
    link.read((chunk) => frames.push(chunk))
    await promise
    link.hold()
    return link
  },
  message(route, payload, text) {
    if (text) return textFrame(`${eventHead(route)}${Buffer.from(payload).toString()}"]`)
    return Buffer.concat([textFrame(attachmentHead(route)), clientFrame(opcode.binary, payload)])
  },
  size(route, length, text) {
    if (text) return serverFrameSize(eventHead(route).length + length + 2)
    return serverFrameSize(attachmentHead(route).length) + serverFrameSize(length)
  },
  reader(told) {
    const frames = new FrameReader((kind, payload) => {
      const start = kind === opcode.text ? Buffer.from(payload).indexOf(',["m","') : -1
      if (kind === opcode.binary) told(payload)
      else if (start > 0) told(payload.subarray(start + ',["m","'.length, -2))
    })
    return (chunk) => frames.push(chunk)
  },
}

const [envelopeHead, envelopeTail] = ['{"type":"echo","data":{"from":"ada","text":"', '"}}']

/** A message is the text of a line in JSON, as a channel has it. */
const enveloped: Dialect = {
  dial: plain.dial,
  message: (_, payload) => textFrame(envelopeHead + Buffer.from(payload).toString() + envelopeTail),
  size: (_, length) => serverFrameSize(envelopeHead.length + length + envelopeTail.length),
  reader: (told) => plain.reader((line) => told(line.subarray(envelopeHead.length, -envelopeTail.length))),
}

/** The same in the protocol of this library's channels: see docs/protocol.md. */
const channel: Dialect = {
  ...enveloped,
  async dial(port, route) {
    const link = await Link.open(port, route, 'jackfield.1')
    const welcomed = Promise.withResolvers<void>()
    link.read(plain.reader(() => welcomed.resolve()))
    await welcomed.promise
    link.hold()
    return link
  },
}

export const dialects = { plain, socketIo, enveloped, channel } as const
