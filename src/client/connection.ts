import { spreadBounds, subprotocol, tokenPrefix } from '../channel/protocol.ts'
import { ask, toWebSocketUrl } from './ask.ts'
import { type Environment, startTimer, type WebSocketLike, watchPage } from './environment.ts'
import { createStore, type Observable } from './listeners.ts'
import type { Asked, ConnectOptions } from './options.ts'
import { type Cause, causeOf, causeOfClose, type Status } from './status.ts'
import { type Frame, type Received, read } from './wire.ts'

/** A connection of this age, in ms, was no accident; and no more than one plain request asks why in so long. */
const minute = 60_000

/** Who speaks over a connection. */
export interface Speaker {
  /** Whether it needs one. */
  isNeeded(): boolean
  /** Something came; nothing of what is no message. */
  receive(frame: Received | undefined): void
  /** It can send: what waits comes first. */
  ready(): void
  /** A connection, or an attempt at one, is over. */
  lost(): void
  /** There is no further one. */
  closed(): void
}

/** Connections, one after the other. */
export interface Connection {
  readonly status: Observable<Status>
  readonly bufferedAmount: number
  /** Whether the frame was taken. */
  send(frame: Frame): boolean
  /** Looks again whether anybody needs it. */
  review(): void
  close(code?: number, reason?: string): void
}

/** Keeps a connection as long as there is any sense in one. */
export const createConnection = (
  url: Asked<string | URL>,
  options: ConnectOptions,
  environment: Environment,
  failed: (error: unknown) => void,
  speaker: Speaker,
): Connection => {
  const { connectTimeout = 10_000, lazy, ping } = options
  const { interval = 25_000, timeout = 10_000 } = ping || {}
  const { grace = 5_000 }: { grace?: number } = Object(lazy)
  const [status, set] = createStore<Status>({ state: 'idle' }, failed)
  const over = new AbortController()
  /** Of the connection, or of the attempt at one; and which one it is: what earlier ones say is not heard. */
  let socket: WebSocketLike | undefined
  let serial = 0
  /** Since the last connection. */
  let tries = 0
  /** When the connection was opened, while it is. */
  let openedAt: number | undefined
  let wasOpen = false
  /** Over how many ms to come back: at first, and how often that has doubled. */
  let spread = spreadBounds.least
  let losses = 0
  /** Whether a fresh token was asked for already. */
  let refreshed = false
  /** When a plain request has asked last, and what that told, until the next connection. */
  let askedAt = Number.NEGATIVE_INFINITY
  let verdict: Cause | undefined
  /** Whether anything came since the last ping. */
  let heard = true
  let stopTimer = () => {}
  let stopResting: (() => void) | undefined

  const now = () => environment.Date.now()

  /** Of all that is to happen at some time there is only one next thing. */
  const after = (ms: number, next: () => void) => {
    stopTimer()
    stopTimer = startTimer(environment, ms, next)
  }

  const send = (frame: Frame): boolean => {
    if (openedAt === undefined || socket?.readyState !== 1) return false
    socket.send(frame)
    return true
  }

  /** Pings also where much is heard: an answer tells how many clients the server has by now. */
  const beat = () => {
    heard = false
    after(timeout, () => {
      if (heard) after(Math.max(interval - timeout, 0), beat)
      else ended(causeOf('silent', 'No answer came to a ping.'))
    })
    send('{"type":"ping"}')
  }

  /** Ends what is under way: nothing more is heard of it. */
  const leave = (code?: number, reason?: string) => {
    // A wrong code throws before anything has changed.
    socket?.close(code, reason)
    socket = undefined
    serial++
    stopTimer()
    if (openedAt !== undefined && now() - openedAt >= minute) {
      losses = 0
      refreshed = false
    }
    openedAt = undefined
  }

  const stop = (why: Cause, code?: number, reason?: string) => {
    leave(code, reason)
    stopResting?.()
    over.abort()
    set({ state: 'closed', why })
    speaker.closed()
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
    speaker.lost()
    if (isFinal(found)) return stop(found)
    const delay = Math.floor(environment.Math.random() * Math.min(spread * 2 ** losses++, spreadBounds.most))
    after(delay, start)
    if (unreached) inquire(unreached)
    const why = (unreached && verdict) || found
    set({ state: 'waiting', until: now() + delay, attempt: tries + 1, why })
  }

  /** Asks by plain requests what the platform does not tell. */
  const inquire = (unreached: URL) => {
    if (options.diagnose === false || now() - askedAt < minute) return
    askedAt = now()
    import('./diagnose.ts')
      .then(({ diagnose }) => diagnose(unreached, options, environment, over.signal))
      .then(
        (why) => {
          const { current } = status
          if (current.state !== 'waiting' && current.state !== 'connecting') return
          verdict = why
          // What has worked may work again: only a client that never got in takes a no for a no.
          if (!wasOpen && isFinal(why)) stop(why)
          else if (current.state === 'waiting') set({ ...current, why })
        },
        // The module may not be to be had: then nothing more is known than before.
        () => {},
      )
  }

  const opened = (id: unknown) => {
    openedAt = now()
    wasOpen = true
    tries = 0
    verdict = undefined
    stopTimer()
    if (ping !== false) after(interval, beat)
    speaker.ready()
    set({ state: 'open', id: String(id) })
    review()
  }

  const start = async () => {
    const mine = ++serial
    const isOver = () => mine !== serial
    let to: URL | undefined
    let reached = false
    const end = (cause: Cause) => ended(cause, reached ? undefined : to)
    after(connectTimeout, () => {
      if (reached && options.token === undefined)
        end(causeOf('unauthorized', 'No welcome came in time: does the server wait for a token?'))
      else end(causeOf('silent', `No ${reached ? 'welcome' : 'answer'} came in time.`))
    })
    set({ state: 'connecting', attempt: ++tries })

    let offer: string[]
    let first: string | undefined
    try {
      const [given, token, more = []] = await Promise.all([ask(url), ask(options.token), ask(options.protocols)])
      const bearer = token !== undefined && options.tokenIn === 'protocol'
      offer = [subprotocol, ...more, ...(bearer ? [tokenPrefix + token] : [])]
      if (!bearer && token !== undefined) first = JSON.stringify({ type: 'token', data: token })
      to = toWebSocketUrl(given, environment)
    } catch (error) {
      if (!isOver()) end(causeOf('not_asked', `Asking for url, token or protocols: ${error}`))
      return
    }
    if (isOver()) return

    let opening: WebSocketLike
    try {
      opening = new environment.WebSocket(to.href, offer)
    } catch (error) {
      // Not told in full: the platform's words repeat the URL and the subprotocols, which may hold a secret.
      const { name } = error as Error
      const isMixed = name === 'SecurityError'
      const words = isMixed
        ? 'a page that came by https must use wss'
        : 'no WebSocket takes this URL, subprotocol or token'
      return end(causeOf(isMixed ? 'mixed_content' : 'bad_url', `${name}: ${words}.`, 'never'))
    }
    socket = opening
    opening.binaryType = 'arraybuffer'
    const listen = <Event>(type: string, listener: (event: Event) => void) =>
      opening.addEventListener(type, (event: Event) => isOver() || listener(event))
    listen('open', () => {
      reached = true
      if (opening.protocol !== subprotocol) end(causeOf('protocol', `No ${subprotocol} is spoken there.`, 'never'))
      else if (first) opening.send(first)
    })
    listen('message', ({ data }: { data: string | ArrayBuffer }) => {
      heard = true
      const frame = read(data)
      const { type, id, spread: ms } = frame?.envelope ?? {}
      if (type !== 'welcome' && type !== 'pong') return speaker.receive(frame)
      spread = Math.min(Math.max(Number(ms) || spread, spreadBounds.least), spreadBounds.most)
      if (type === 'welcome' && openedAt === undefined) opened(id)
    })
    listen('close', ({ code, reason }: { code: number; reason: string }) =>
      end(reached ? causeOfClose(code, reason) : causeOf('unknown', 'It did not open; nobody told why.')),
    )
    // Nothing that a close does not tell; but where a WebSocket is an event emitter, an error wants a listener.
    listen('error', () => {})
  }

  const rest = () => {
    stopResting = undefined
    // A call may have gone out since: when it is over this is looked at again.
    if (speaker.isNeeded()) return
    leave(1000, 'not in use')
    tries = 0
    set({ state: 'idle' })
  }

  const review = () => {
    const { state } = status.current
    if (state === 'closed') return
    if (!lazy || speaker.isNeeded()) {
      stopResting?.()
      stopResting = undefined
      if (state === 'idle') void start()
    } else if (state !== 'idle') stopResting ??= startTimer(environment, grace, rest)
  }

  watchPage(environment, over.signal, () => {
    const { state } = status.current
    if (state === 'waiting') void start()
    // One that waits for its answer already is not asked again, or it would get more time each time.
    else if (state === 'open' && ping !== false && heard) beat()
  })

  return {
    status,
    get bufferedAmount() {
      return socket?.bufferedAmount ?? 0
    },
    send,
    review,
    close(code = 1000, reason?: string) {
      if (status.current.state !== 'closed') stop(causeOf('closed', 'This side closed it.', 'never'), code, reason)
    },
  }
}
