import type { Hub } from '../hub.ts'
import type { Line, LiveSocket } from '../live-socket.ts'
import type { PublishResult } from '../socket.ts'
import { assertTopic, wholeRoom } from '../topics.ts'
import { countIn, listIn } from './members.ts'
import type { Plan } from './plan.ts'
import type { ChannelSocket } from './types.ts'

/** What the handlers of a server have at hand besides their connection: what its options say, else what its runtime has. */
export const envOf = (server: Pick<Hub, 'platform' | 'settings'> | undefined): unknown =>
  server?.settings.env ?? server?.platform.env

/** What a socket asks of its conversation. */
export interface Speaker {
  readonly line: Line
  readonly plan: Plan
  /** Keeps this from here on. Throws for what does not fit. */
  keep(data: unknown): void
  /** A message as it goes out; none if it does not fit, of which `onError` was told. */
  encode(type: string, args: readonly unknown[]): string | Uint8Array | undefined
}

/** The handlers' side of a conversation. */
export class TypedSocket implements ChannelSocket {
  readonly #speaker: Speaker

  constructor(speaker: Speaker) {
    this.#speaker = speaker
  }

  get #socket(): LiveSocket {
    return this.#speaker.line.socket
  }

  get id(): string {
    return this.#socket.id
  }

  get data(): never {
    return this.#socket.data as never
  }

  set data(next: unknown) {
    this.#speaker.keep(next)
  }

  get env(): unknown {
    return envOf(this.#speaker.line.hub)
  }

  get key(): string | undefined {
    return this.#socket.key
  }

  get room(): string {
    return this.#speaker.line.intent.room
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress
  }

  get url(): URL {
    return this.#socket.url
  }

  get protocol(): string {
    return this.#socket.protocol
  }

  get expiresAt(): number | undefined {
    return this.#socket.expiresAt
  }

  set expiresAt(date: number | undefined) {
    this.#socket.expiresAt = date
  }

  get signal(): AbortSignal {
    return this.#socket.signal
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount
  }

  get raw(): unknown {
    return this.#socket.raw
  }

  send(type: string, ...args: readonly unknown[]): boolean {
    const message = this.#speaker.encode(type, args)
    return message !== undefined && this.#socket.send(message)
  }

  publish(topic: string, type: string, ...args: readonly unknown[]): PublishResult {
    assertTopic(topic)
    return this.#publish(topic, type, args)
  }

  broadcast(type: string, ...args: readonly unknown[]): PublishResult {
    return this.#publish(wholeRoom, type, args)
  }

  #publish(topic: string, type: string, args: readonly unknown[]): PublishResult {
    const message = this.#speaker.encode(type, args)
    return message === undefined ? { sent: 0, dropped: 0 } : this.#speaker.line.publish(topic, message)
  }

  async count(topic?: string): Promise<number> {
    const { line, plan } = this.#speaker
    await line.transport?.room?.settled()
    return countIn(line.hub, plan, { room: line.intent.room, topic })
  }

  async list(topic?: string): Promise<never[]> {
    const { line, plan } = this.#speaker
    await line.transport?.room?.settled()
    return (await listIn(line.hub, plan, { room: line.intent.room, topic })) as never[]
  }

  subscribe(topic: string): void {
    this.#socket.subscribe(topic)
  }

  unsubscribe(topic: string): void {
    assertTopic(topic)
    this.#socket.unsubscribe(topic)
  }

  close(code = 1000, reason?: string): void {
    this.#socket.close(code, reason)
  }

  terminate(): void {
    this.#socket.terminate()
  }
}
