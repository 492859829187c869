import type { Received } from '../channel/frame.ts'
import { leastSpread, mostSpread, subprotocol, tokenPrefix } from '../channel/protocol.ts'
import { ask, toWebSocketUrl } from './ask.ts'
import { type Environment, startTimer, type WebSocketLike, watchPage } from './environment.ts'
import type { Inquiry } from './learn.ts'
import { createStore, type Observable } from './listeners.ts'
import type { Asked, ConnectOptions, PingOptions } from './options.ts'
import { type Cause, causeOf, causeOfClose, type Status } from './status.ts'

/** A connection of this age, in ms, was no accident. */
const minute = 60_000

const silent = causeOf('silent', 'No answer came in time.')
const unopened = causeOf('unknown', 'It did not open.')

/** One frame as it goes out. */
export type Frame = string | Uint8Array<ArrayBuffer>

/** Who speaks over a connection. */
export interface Speaker {
  /** For how many reasons it needs one. */
  needs(): number
  /** What a frame says; nothing if it is no message. */
  read(frame: string | ArrayBuffer): Received
  /** Something came. */
  receive(message: Received): void
  /** It can send: what waits comes first. */
  ready(): void
  /** A connection, or an attempt at one, is over; why, and whether that was the last. */
  lost(why: Cause, isFinal?: boolean): void
}

/** Sends a frame; whether it was taken. */
export type Post = (frame: Frame) => boolean

/** Connections, one after the other, as their user sees them. */
export interface Connection {
  readonly status: Observable<Status>
  readonly bufferedAmount: number
  retry(): void
  close(code?: number, reason?: string): void
}

/** Keeps a connection as long as there is any sense in one. `review` looks again whether anybody needs it. */
export const createConnection = (
  url: Asked<string | URL>,
  options: ConnectOptions,
  environment: Environment,
  speaker: () => Speaker,
): [connection: Connection, post: Post, review: () => void] => {
  const { connectTimeout = 10_000, lazy, ping } = options
  const { interval = 25_000, timeout = 10_000 } = Object(ping) as PingOptions
  const { grace = 5_000 }: { grace?: number } = Object(lazy)
  const [status, set] = createStore<Status>({ state: 'idle' }, environment, (undo) => {
    inquiry.isWatched = true
    return undo
  })
  const over = new AbortController()
  /** Of the connection, or of the attempt at one; and which one it is: what earlier ones say is not heard. */
  let socket: WebSocketLike | undefined
  let serial = 0
  /** Since the last connection. */
  let tries = 0
  /** When the connection was opened, while it is. */
  let openedAt: number | undefined
  /** Over how many ms to come back: at first, and how often that has doubled. */
  let spread = leastSpread
  let losses = 0
  /** Whether a fresh token was asked for already. */
  let refreshed = false
  /** Whether anything came since the last ping. */
  let heard = true
  let stopTimer = () => {}
  let stopResting = () => {}

  const now = () => environment.Date.now()
  const is = (state: Status['state']) => status.current.state === state

  /** Of all that is to happen at some time there is only one next thing. */
  const after = (ms: number, next: () => void) => {
    stopTimer()
    stopTimer = startTimer(environment, ms, next)
  }

  const post = (frame: Frame): boolean => {
    if (openedAt === undefined || socket?.readyState !== 1) return false
    socket.send(frame)
    return true
  }

  /** Pings also where much is heard: an answer tells how many clients the server has by now. */
  const beat = () => {
    heard = false
    after(timeout, () => {
      if (heard) after(interval - timeout, beat)
      else ended(silent)
    })
    post('{"type":"ping"}')
  }

  /** Ends what is under way: nothing more is heard of it. */
  const leave = (code?: number, reason?: string) => {
    serial++
    // Node 24 tells the end of one that is still connecting within this call.
    socket?.close(code, reason)
    socket = undefined
    stopTimer()
    if (now() - Number(openedAt) >= minute) {
      losses = 0
      refreshed = false
    }
    openedAt = undefined
  }

  const stop = (why: Cause, code?: number, reason?: string) => {
    leave(code, reason)
    stopResting()
    over.abort()
    set({ state: 'closed', why })
    speaker().lost(why, true)
  }

  /** Whether there is no sense in another attempt. Counts the one that a fresh token is worth. */
  const isFinal = ({ retry }: Cause): boolean => {
    if (retry !== 'fresh-token' || refreshed) return retry !== 'later'
    refreshed = true
    return false
  }

  /** A connection is over, or an attempt; of one that did not get there, where it went. */
  const ended = (found: Cause, unreached?: URL) => {
    leave()
    speaker().lost(found)
    if (isFinal(found)) {
      stop(found)
      return learn(found)
    }
    const delay = (environment.Math.random() * Math.min(spread * 2 ** losses++, mostSpread)) | 0
    after(delay, start)
    const why = (unreached && inquiry.verdict) || found
    set({ state: 'waiting', until: now() + delay, attempt: tries + 1, why })
    learn(found, unreached)
  }

  const inquiry: Inquiry = {
    options,
    environment,
    over,
    status,
    set,
    stop,
    isFinal,
  }

  const learn = (found?: Cause, unreached?: URL) => {
    import('./later.ts')
      .then(({ learn }) => learn(inquiry, found, unreached))
      // The module may not be to be had: then nothing more is known than before.
      .catch(() => {})
  }

  const opened = (id: unknown) => {
    openedAt = now()
    // It may come from the very server that will be down when it is needed.
    if (options.diagnose !== false) learn()
    tries = 0
    stopTimer()
    if (ping !== false) after(interval, beat)
    speaker().ready()
    set({ state: 'open', id: String(id) })
  }

  const start = async () => {
    const mine = ++serial
    const isOver = () => mine !== serial
    /** Where it goes, until it gets there. */
    let to: URL | undefined
    const end = (cause: Cause) => ended(cause, to)
    after(connectTimeout, () => {
      // It got there, and waits for a token.
      end(socket && !to && options.token === undefined ? causeOf('unauthorized', 'No welcome came') : silent)
    })
    set({ state: 'connecting', attempt: ++tries })

    try {
      const [given, token, more = []] = await Promise.all([ask(url), ask(options.token), ask(options.protocols)])
      if (isOver()) return
      const offer = [subprotocol, ...more]
      const isFirst = token !== undefined && options.tokenIn !== 'protocol'
      if (token !== undefined && !isFirst) offer.push(tokenPrefix + token)
      to = toWebSocketUrl(given, environment)
      const opening = new environment.WebSocket(to.href, offer)
      socket = opening
      opening.binaryType = 'arraybuffer'
      const listen = <Event>(type: string, listener: (event: Event) => void) =>
        opening.addEventListener(type, (event: Event) => isOver() || listener(event))
      listen('open', () => {
        to = undefined
        if (opening.protocol !== subprotocol) end(causeOf('protocol', `No ${subprotocol} there.`, 'never'))
        else if (isFirst) opening.send(JSON.stringify({ type: 'token', data: token }))
      })
      listen('message', ({ data }: { data: string | ArrayBuffer }) => {
        heard = true
        const message = speaker().read(data)
        const { type } = message
        if (type !== 'welcome' && type !== 'pong') return speaker().receive(message)
        spread = Math.max(leastSpread, Number(message.spread) || spread)
        if (type === 'welcome' && !is('open')) opened(message.id)
      })
      listen('close', ({ code, reason }: { code: number; reason: string }) =>
        end(to ? unopened : causeOfClose(code, reason)),
      )
      // Of a handshake that has failed Node 22 tells nothing else; otherwise a close follows, which tells more.
      listen('error', () => to && end(unopened))
    } catch (error) {
      if (isOver()) return
      if (!to) return end(causeOf('not_asked', `url, token or protocols: ${error}`))
      // Not told in full: the platform's words repeat the URL and the subprotocols, which may hold a secret.
      end(causeOf('bad_url', (error as Error).name, 'never'))
    }
  }

  const rest = () => {
    // A call may have gone out since: when it is over this is looked at again.
    if (speaker().needs()) return
    leave(1000, 'idle')
    tries = 0
    set({ state: 'idle' })
  }

  const review = () => {
    stopResting()
    if (is('closed')) return
    if (!lazy || speaker().needs()) {
      if (is('idle')) void start()
    } else if (!is('idle')) stopResting = startTimer(environment, grace, rest)
  }

  const retry = () => {
    if (is('waiting')) void start()
  }

  watchPage(environment, over.signal, () => {
    retry()
    // One that waits for its answer already is not asked again, or it would get more time each time.
    if (is('open') && ping !== false && heard) beat()
  })

  const connection = {
    status,
    get bufferedAmount() {
      return socket?.bufferedAmount ?? 0
    },
    retry,
    close(code = 1000, reason = '') {
      if ((code !== 1000 && !(code >= 3000 && code <= 4999)) || new Blob([reason]).size > 123)
        throw new TypeError(`close(${code}): 1000 or 3000 to 4999, reason: 123 bytes`)
      if (!is('closed')) stop(causeOf('closed', 'Closed here.', 'never'), code, reason)
    },
  }
  return [connection, post, review]
}
