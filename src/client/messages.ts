import { type Message, tableOf } from '../channel/message.ts'
import type { Checked, Schema } from '../channel/schema.ts'
import type { AnyChannel, Body } from '../channel/types.ts'
import { ChannelError, type ErrorDetails } from './channel-error.ts'
import { check, checkNow } from './check.ts'
import type { Connection, Speaker } from './connection.ts'
import { type Environment, startTimer } from './environment.ts'
import { createListeners } from './listeners.ts'
import type { Presence } from './members.ts'
import type { CallOptions, ConnectOptions } from './options.ts'
import { type Frame, type Received, writeBytes } from './wire.ts'

/** What became of a message. */
export type Sent = 'sent' | 'queued' | 'dropped'

/** One message as it goes out. */
interface Outgoing {
  readonly frame: Frame
  /** It never goes out, or its call comes to nothing. */
  fail(code: string, details?: ErrorDetails): void
}

/** A request that awaits its reply. */
interface Request extends Outgoing {
  readonly type: string
  /** Of the reply. */
  readonly schema: Schema | undefined
  resolve(reply: unknown): void
}

/** A channel's messages, as yet without their types. */
export interface Messages extends Speaker {
  on(type: string, handler: (data: unknown) => unknown): () => void
  send(type: string, data?: unknown, body?: unknown): Sent
  call(type: string, data?: unknown, options?: CallOptions): Promise<unknown>
  /** Shows a fresh token. */
  refresh(token: unknown): Promise<unknown>
  /** Notes that somebody is there who needs a connection, until the undo. */
  wanted(undo: () => void): () => void
}

/** The message of this name, where it may be used so. */
const find = <Found extends Message>(messages: ReadonlyMap<string, Found>, name: string, isCall = false): Found => {
  const message = messages.get(name)
  if (message && (message.kind === 'call') === isCall) return message
  throw new TypeError(`no ${isCall ? 'call' : 'message'} "${name}" here, but ${[...messages.keys()]}`)
}

export const createMessages = (
  channel: AnyChannel,
  options: ConnectOptions,
  environment: Environment,
  failed: (error: unknown) => void,
  report: (fault: ChannelError) => void,
  tellRoster: (type: string, told: Presence) => void,
  connection: () => Connection,
): Messages => {
  const { validate = true, callTimeout = 30_000 } = options
  const { size = 100, full = 'drop-oldest' } = options.queue ?? {}
  const outgoing = tableOf(channel.client)
  const incoming = new Map(
    [...tableOf(channel.server)].map(([name, message]) => [
      name,
      { ...message, handlers: createListeners<unknown>(failed) },
    ]),
  )
  /** What waits for a connection, in its order. */
  const queue = new Set<Outgoing>()
  const requests = new Map<unknown, Request>()
  /** The undos of all who want to hear something. */
  const wants = new Set<() => void>()
  let lastId = 0
  let isOver = false
  /** What is under way of that which has come, if it has to be waited for. */
  let work: Promise<void> | undefined

  const wanted = (undo: () => void) => {
    wants.add(undo)
    connection().review()
    return () => {
      undo()
      wants.delete(undo)
      connection().review()
    }
  }

  const fault = (code: string, type?: string, details?: ErrorDetails) => report(new ChannelError(code, type, details))

  const assertFits = (schema: Schema, data: unknown, name: string) => {
    const checked = validate ? checkNow(schema, data, name) : undefined
    if (checked?.issues) throw new ChannelError('invalid', name, checked)
  }

  const post = (message: Outgoing, waits = true): Sent => {
    if (connection().send(message.frame)) return 'sent'
    if (isOver || !waits) {
      message.fail(isOver ? 'closed' : 'away')
      return 'dropped'
    }
    if (queue.size >= size) {
      const dropped = (full === 'drop-oldest' && queue.values().next().value) || message
      queue.delete(dropped)
      dropped.fail('queue_full')
      if (dropped === message) return 'dropped'
    }
    queue.add(message)
    connection().review()
    return 'queued'
  }

  const request = (type: string, data: unknown, schema: Schema | undefined, waits: boolean, limits: CallOptions = {}) =>
    new Promise<unknown>((resolve, reject) => {
      const { timeout = callTimeout, signal } = limits
      if (signal?.aborted) throw new ChannelError('cancelled', type, { cause: signal.reason })
      const id = ++lastId
      const end = () => {
        requests.delete(id)
        stopTimer()
        signal?.removeEventListener('abort', abort)
        connection().review()
      }
      const giveUp = (code: string, cause?: unknown) => {
        if (!queue.delete(asked)) connection().send(JSON.stringify({ type: 'cancel', id }))
        asked.fail(code, { cause })
      }
      const asked: Request = {
        type,
        schema,
        frame: JSON.stringify({ type, id, data }),
        resolve(reply) {
          end()
          resolve(reply)
        },
        fail(code, details) {
          end()
          reject(new ChannelError(code, type, details))
        },
      }
      const abort = () => giveUp('cancelled', signal?.reason)
      const stopTimer = startTimer(environment, timeout, () => giveUp('timeout'))
      signal?.addEventListener('abort', abort)
      requests.set(id, asked)
      post(asked, waits)
    })

  /** Checks what has come and goes on with it, at once if that can be. */
  const checked = (
    schema: Schema,
    value: unknown,
    pass: (value: unknown) => void,
    refuse: (code: string, details: ErrorDetails) => void,
  ): void | Promise<void> => {
    const judge = (found: Checked<unknown>) => (found.issues ? refuse('invalid', found) : pass(found.value))
    const found = validate ? check(schema, value) : { value }
    return 'then' in found ? found.then(judge) : judge(found)
  }

  /** Gives a message to whom it is for. */
  const deliver = ({ envelope, body }: Received): void | Promise<void> => {
    const { type = '', id, data, code } = envelope
    const asked = requests.get(id)
    if (type === 'reply') {
      // Without one it comes too late: the call was ended, which its caller knows.
      return asked?.schema ? checked(asked.schema, data, asked.resolve, asked.fail) : asked?.resolve(data)
    }
    if (type === 'error') {
      if (asked) asked.fail(String(code), envelope)
      else if (code !== 'cancelled') fault(String(code), undefined, envelope)
      return
    }
    if (type === 'presence' || type === 'joined' || type === 'left') return tellRoster(type, data as Presence)
    const message = incoming.get(type)
    if (!message) return fault('unknown_type', type)
    if ((message.kind === 'bytes') !== !!body) return fault('bad_envelope', type)
    return checked(
      message.schema,
      data,
      (value) => isOver || message.handlers.tell(body ? { head: value, body } : value),
      (code, found) => fault(code, type, found),
    )
  }

  const take = (frame: Received | undefined): void | Promise<void> => {
    try {
      return frame ? deliver(frame) : fault('bad_envelope')
    } catch (cause) {
      fault('bad_envelope', undefined, { cause })
    }
  }

  return {
    on: (type, handler) => wanted(find(incoming, type).handlers.add(handler)),
    send(type, data, body) {
      const { schema, kind } = find(outgoing, type)
      assertFits(schema, data, type)
      // The data as it was given: the server makes of it what the schema makes of it.
      const frame = kind === 'bytes' ? writeBytes({ type, data }, body as Body) : JSON.stringify({ type, data })
      return post({
        frame,
        fail(code) {
          const dropped = new ChannelError(code, type)
          if (code === 'queue_full' && full === 'error') throw dropped
          report(dropped)
        },
      })
    },
    async call(type, data, limits) {
      const { schema, reply } = find(outgoing, type, true)
      assertFits(schema, data, type)
      return request(type, data, reply, options.calls !== 'reject', limits)
    },
    refresh: (token) => request('token', token, undefined, false),
    wanted,
    isNeeded: () => wants.size + queue.size + requests.size > 0,
    receive(frame) {
      // In their order: what needs no time waits only for what came before and does.
      const mine = work ? work.then(() => take(frame)) : take(frame)
      if (!mine) return
      const done = mine.then(() => {
        if (work === done) work = undefined
      })
      work = done
    },
    ready() {
      for (const message of queue) {
        if (!connection().send(message.frame)) return
        queue.delete(message)
      }
    },
    lost() {
      for (const asked of requests.values()) if (!queue.has(asked)) asked.fail('lost')
    },
    closed() {
      isOver = true
      for (const message of queue) {
        queue.delete(message)
        message.fail('closed')
      }
      for (const asked of requests.values()) asked.fail('closed')
    },
  }
}
