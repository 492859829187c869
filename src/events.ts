import { messageOf } from './log.ts'
import type { SocketErrorEvent } from './socket.ts'

type Message = string | ArrayBuffer

/** How a connection has ended. */
export interface CloseDetail {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
}

/**
 * A `MessageEvent` at the price of a plain object. The platform's own costs up to a hundred times as much: it is made
 * when more than type and data is asked for, and answers for all the rest. Only the `dispatchEvent` of Bun and workerd,
 * which is native, takes this for no event: dispatch a `new MessageEvent('message', { data: event.data })`.
 */
class LightMessageEvent {
  // One field for either: with a second one each message takes some hundredths more on Bun 1.4.
  #data: Message | MessageEvent<Message>

  constructor(data: Message) {
    this.#data = data
  }

  get type(): string {
    return this.#data instanceof MessageEvent ? this.#data.type : 'message'
  }

  get data(): Message {
    return typeof this.#data !== 'string' && this.#data instanceof MessageEvent ? this.#data.data : this.#data
  }

  /** What consoles show: https://nodejs.org/api/util.html#utilinspectcustom */
  [Symbol.for('nodejs.util.inspect.custom')](): MessageEvent<Message> {
    return this.#asNative()
  }

  #asNative(): MessageEvent<Message> {
    if (!(this.#data instanceof MessageEvent)) this.#data = new MessageEvent('message', { data: this.#data })
    return this.#data
  }

  static {
    const { prototype } = LightMessageEvent
    // Runtimes differ in what an event has, and in whether that is its own or its prototype's.
    let source: object = new MessageEvent('message')
    while (source !== Object.prototype) {
      for (const key of Reflect.ownKeys(source)) {
        if (Object.hasOwn(prototype, key)) continue
        Object.defineProperty(prototype, key, {
          get(this: LightMessageEvent) {
            const native = this.#asNative()
            const value = Reflect.get(native, key)
            return typeof value === 'function' ? value.bind(native) : value
          },
          set(this: LightMessageEvent, value: unknown) {
            Object.assign(this.#asNative(), { [key]: value })
          },
        })
      }
      source = Object.getPrototypeOf(source)
    }
    prototype.constructor = MessageEvent
    Object.setPrototypeOf(prototype, MessageEvent.prototype)
  }
}

// Node 22 has no CloseEvent, and no Node has an ErrorEvent: https://github.com/nodejs/node/issues/50275
class PlainCloseEvent extends Event implements CloseDetail {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean

  constructor(type: string, { code, reason, wasClean }: CloseDetail) {
    super(type)
    this.code = code
    this.reason = reason
    this.wasClean = wasClean
  }
}

class PlainErrorEvent extends Event implements SocketErrorEvent {
  readonly error: unknown
  readonly message: string

  constructor(error: unknown) {
    super('error')
    this.error = error
    this.message = messageOf(error)
  }
}

export const openEvent = (): Event => new Event('open')

export const messageEvent = (data: Message): MessageEvent<Message> =>
  new LightMessageEvent(data) as unknown as MessageEvent<Message>

export const closeEvent = (detail: CloseDetail): CloseEvent =>
  new (globalThis.CloseEvent ?? PlainCloseEvent)('close', detail)

export const errorEvent = (error: unknown): SocketErrorEvent => new PlainErrorEvent(error)
