import type { Bytes, Call, ClientEntry } from '../channel/entry.ts'
import type { Received } from '../channel/frame.ts'
import { mostCalls } from '../channel/protocol.ts'
import type { Schema } from '../channel/schema.ts'
import type { AnyChannel, Body } from '../channel/types.ts'
import { ChannelError, type ErrorDetails } from './channel-error.ts'
import { check } from './check.ts'
import type { Frame, Post, Speaker } from './connection.ts'
import { type Environment, startTimer } from './environment.ts'
import { createListeners, createStore, type Observable } from './listeners.ts'
import type { Members, Presence, Roster } from './members.ts'
import type { CallOptions, ConnectOptions } from './options.ts'
import type { Cause } from './status.ts'

/** What became of a message. */
export type Sent = 'sent' | 'queued' | 'dropped'

/** One message as it goes out. */
interface Outgoing {
  /** Of a request. */
  readonly id?: number
  readonly frame: Frame
  /** It never goes out, or its call comes to nothing. */
  fail(code: string, details?: ErrorDetails): void
}

/** A request that awaits its reply. */
interface Request extends Outgoing {
  /** Of the reply. */
  readonly reply: Schema | undefined
  resolve(reply: unknown): void
}

/** What a user does with a channel's messages, as yet without their types. */
interface MessageApi {
  readonly members: Observable<Members>
  on(type: string, handler: (data: unknown) => unknown): () => void
  send(type: string, data?: unknown, body?: unknown): Sent
  call(type: string, data?: unknown, options?: CallOptions): Promise<unknown>
}

/** A channel's messages. */
export interface Messages extends Speaker {
  readonly api: MessageApi
  /** Shows a fresh token. */
  refresh(token: unknown): Promise<unknown>
}

/** What an entry of a channel may say of its message. */
interface Entry extends Partial<Omit<Call, 'kind'> & Omit<Bytes, 'kind'>> {
  readonly kind?: 'call' | 'bytes'
}

// A schema may have members of these names, too.
const read = (entry: ClientEntry | undefined): Entry => (!entry || '~standard' in entry ? {} : entry)

/** What is said over the connections, one after the other. */
export const createMessages = (
  channel: AnyChannel,
  options: ConnectOptions,
  environment: Environment,
  report: (fault: ChannelError) => void,
  dispatch: Post,
  review: () => void,
): Messages => {
  const { validate = true, callTimeout = 30_000, queue: { size = 100, full = 'drop-oldest' } = {} } = options
  const unpack = Object.values(channel.server)
    .map(read)
    .find((entry) => entry.unpack)?.unpack
  const heard = createListeners<readonly [type: string, data: unknown]>(environment)
  /** What waits for a connection, in its order. */
  const queue = new Set<Outgoing>()
  /** What was sent and awaits its reply. */
  const requests = new Map<unknown, Request>()
  /** The undos of all who want to hear something. */
  const wants = new Set<() => void>()
  let lastId = 0
  /** Why there is no connection any more. */
  let over: Cause | undefined
  /** What is under way of that which has come, if it has to be waited for. */
  let work: Promise<void> | undefined

  /** The message of this name, where it may be used so. */
  const find = (entries: Readonly<Record<string, ClientEntry>>, name: string, isCall = false) => {
    const entry = entries[name]
    const { kind, input, head, output, pack } = read(entry)
    if (!entry) throw new TypeError(`no "${name}", but ${Object.keys(entries)}`)
    if ((kind === 'call') !== isCall)
      throw new TypeError(`"${name}" is a ${isCall ? 'message: send' : 'call: call'}("${name}", data)`)
    return validate ? ([pack, input ?? head ?? (entry as Schema), output] as const) : ([pack] as const)
  }

  /** Notes that somebody is there who needs a connection, until the undo. */
  const wanted = (undo: () => void) => {
    wants.add(undo)
    review()
    return () => {
      undo()
      wants.delete(undo)
      review()
    }
  }

  const [members, setMembers] = createStore<Members>({ list: [], count: 0 }, environment, wanted)

  const fault = (code: string, type?: string, details?: ErrorDetails) => report(new ChannelError(code, type, details))

  /** What goes out, if it fits. */
  const prepare = (name: string, data: unknown, isCall?: boolean) => {
    const [pack, schema, reply] = find(channel.client, name, isCall)
    let wrong: ChannelError | undefined
    const isAsync = check(
      schema,
      data,
      () => {},
      (code, found) => {
        wrong = new ChannelError(code, name, found)
      },
    )
    if (isAsync) throw new TypeError(`the schema of "${name}" is async`)
    if (wrong) throw wrong
    return [pack, reply] as const
  }

  /** Whether a message has to wait until others are answered. */
  const isHeld = ({ id }: Outgoing) => id && requests.size >= mostCalls

  const go = (message: Outgoing): boolean => {
    if (isHeld(message) || !dispatch(message.frame)) return false
    queue.delete(message)
    if (message.id) requests.set(message.id, message as Request)
    return true
  }

  const flush = () => {
    for (const message of queue) go(message)
    review()
  }

  const post = (message: Outgoing, waits = true): Sent => {
    if (go(message)) return 'sent'
    const code = over ? 'closed' : isHeld(message) ? '' : waits ? queue.size >= size && 'queue_full' : 'away'
    if (code) {
      // Where there is no oldest one, as at the end, the message itself is dropped.
      const [dropped = message] = waits && full === 'drop-oldest' ? queue : []
      queue.delete(dropped)
      dropped.fail(code, over)
      if (dropped === message) return 'dropped'
    }
    queue.add(message)
    review()
    return 'queued'
  }

  const request = (
    type: string,
    data: unknown,
    reply: Schema | undefined,
    waits: boolean,
    { timeout = callTimeout, signal }: CallOptions = {},
  ) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++lastId
      const end = () => {
        requests.delete(id)
        stopTimer()
        signal?.removeEventListener('abort', abort)
        flush()
      }
      const giveUp = (code: string, details: ErrorDetails) => {
        if (requests.has(id)) dispatch(JSON.stringify({ type: 'cancel', id }))
        queue.delete(asked)
        asked.fail(code, details)
      }
      const asked: Request = {
        id,
        reply,
        frame: JSON.stringify({ type, id, data }),
        resolve(data) {
          end()
          resolve(data)
        },
        fail(code, details) {
          end()
          reject(new ChannelError(code, type, details))
        },
      }
      const abort = () => giveUp('cancelled', { cause: signal?.reason })
      const stopTimer = startTimer(environment, timeout, () =>
        giveUp('timeout', { message: `timeout after ${timeout} ms` }),
      )
      signal?.addEventListener('abort', abort)
      if (signal?.aborted) abort()
      else post(asked, waits)
    })

  /** The first time, once it is loaded. */
  let tellRoster: Roster = async (type, told) => {
    const { createRoster } = await import('./later.ts')
    tellRoster = createRoster(setMembers, (data, pass) =>
      check(validate ? channel.presence : undefined, data, pass, (code, found) => fault(code, 'presence', found)),
    )
    return tellRoster(type, told)
  }

  /** Gives a message to whom it is for. */
  const deliver = (message: Received): void | Promise<void> => {
    const { type, id, data, code, body } = message
    const asked = requests.get(id)
    if (type === 'reply') {
      // Without one it comes too late: the call was ended, which its caller knows.
      return asked && check(asked.reply, data, asked.resolve, asked.fail)
    }
    if (type === 'error') {
      // Only calls have an id: what answers none comes too late, as above.
      return id === undefined ? fault(String(code), undefined, message) : asked?.fail(String(code), message)
    }
    if (!type) return fault('bad_envelope')
    if (['presence', 'joined', 'left'].includes(type)) return tellRoster(type, data as Presence)
    if (!(type in channel.server)) return fault('unknown_type', type)
    const [pack, schema] = find(channel.server, type)
    if (!pack !== !body) return fault('bad_envelope', type)
    return check(
      schema,
      data,
      (value) => over || heard.tell([type, body ? { head: value, body } : value]),
      (code, found) => fault(code, type, found),
    )
  }

  const take = (message: Received): Promise<void> | undefined => {
    const refuse = (cause: unknown) => fault('bad_envelope', undefined, { cause })
    try {
      return deliver(message)?.catch(refuse)
    } catch (cause) {
      refuse(cause)
    }
  }

  const api: MessageApi = {
    members,
    on(type, handler) {
      find(channel.server, type)
      return wanted(heard.add(([name, data]) => name === type && handler(data)))
    },
    send(type, data, body) {
      const [pack] = prepare(type, data)
      // The data as it was given: the server makes of it what the schema makes of it.
      const frame = pack ? pack({ type, data }, body as Body) : JSON.stringify({ type, data })
      return post({
        frame,
        fail(code, details) {
          if (code === 'queue_full' && full === 'error') throw new ChannelError(code, type, details)
          fault(code, type, details)
        },
      })
    },
    async call(type, data, limits) {
      const [, reply] = prepare(type, data, true)
      return request(type, data, reply, options.calls !== 'reject', limits)
    },
  }
  return {
    api,
    refresh: (token) => request('token', token, undefined, false),
    read(frame) {
      try {
        return typeof frame === 'string' ? { ...JSON.parse(frame), body: undefined } : { ...unpack?.(frame) }
      } catch {
        return {}
      }
    },
    needs: () => wants.size + queue.size + requests.size,
    receive(message) {
      // In their order: what needs no time waits only for what came before and does.
      const mine = work ? work.then(() => take(message)) : take(message)
      work = mine
      mine?.then(() => {
        if (work === mine) work = undefined
      })
    },
    ready: flush,
    lost(why, isFinal) {
      if (isFinal) over = why
      for (const message of [...(over ? queue : []), ...requests.values()]) {
        queue.delete(message)
        message.fail(over ? 'closed' : 'lost', why)
      }
      // What never ends holds up its own connection, and no other one.
      work = undefined
    },
  }
}
