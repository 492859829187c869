import { textOf } from './log.ts'
import type { SocketErrorEvent } from './socket.ts'

interface CloseDetail {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
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
    this.message = error instanceof Error && typeof error.message === 'string' ? error.message : textOf(error)
  }
}

export const openEvent = (): Event => new Event('open')

export const messageEvent = (data: string | ArrayBuffer): MessageEvent<string | ArrayBuffer> =>
  new MessageEvent('message', { data })

export const closeEvent = (detail: CloseDetail): CloseEvent =>
  new (globalThis.CloseEvent ?? PlainCloseEvent)('close', detail)

export const errorEvent = (error: unknown): SocketErrorEvent => new PlainErrorEvent(error)
