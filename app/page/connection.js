import { delayBefore } from './backoff.js'
import { explainClose } from './close-codes.js'

const PING_EVERY = 2_000
const UNANSWERED_PINGS = 5
const ATTEMPT_LIMIT = 10_000
const STEADY_AFTER = 5_000

/**
 * A WebSocket that comes back by itself, for as long as it is in use.
 *
 * Events: `change` after every change of what it shows, `open` once a connection, `message` with a parsed JSON message
 * as its detail, `binary` with an ArrayBuffer as its detail.
 *
 * @typedef {{ code: number, reason: string }} Close
 * @typedef {'unused' | 'connecting' | 'open' | 'waiting' | 'stopped'} State
 */
export class Connection extends EventTarget {
  /** @type {State} */
  state = 'unused'
  /** Milliseconds that the last ping took there and back. @type {number | undefined} */
  roundTrip
  /** How the last connection ended; an attempt that came to nothing leaves it. @type {Close | undefined} */
  lastClose
  /** Attempts that came to nothing since the last connection. */
  failedAttempts = 0
  /** When the next attempt starts, on the clock of performance.now(). */
  retryAt = 0
  /** Messages both ways since the page was loaded. */
  messages = 0

  /** @type {WebSocket | undefined} */
  #socket
  #url
  #attempt = 0
  #openedAt = 0
  #unanswered = 0
  /** What happens next: the limit of an attempt, the next ping, or the next attempt. */
  #timer = 0

  /** @param {string} path */
  constructor(path) {
    super()
    this.#url = new URL(path, location.href.replace(/^http/, 'ws'))
    addEventListener('online', () => this.state === 'waiting' && this.tryNow())
  }

  get bufferedAmount() {
    return this.#socket?.bufferedAmount ?? 0
  }

  /** @param {boolean} inUse */
  use(inUse) {
    if (inUse === (this.state !== 'unused')) return
    this.#attempt = this.failedAttempts = 0
    if (inUse) return this.tryNow()
    if (this.state === 'open') this.lastClose = { code: 1000, reason: 'not in use' }
    this.#leave('unused')?.close(1000, 'not in use')
  }

  tryNow() {
    if (this.#socket) return
    this.#leave('connecting')
    this.#connect()
  }

  /** @param {object | ArrayBuffer} message An ArrayBuffer goes as binary, anything else as JSON. */
  send(message) {
    if (this.state !== 'open') return false
    this.#socket?.send(message instanceof ArrayBuffer ? message : JSON.stringify(message))
    this.messages++
    return true
  }

  #connect() {
    const socket = new WebSocket(this.#url)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    this.#timer = setTimeout(() => this.#over(socket, 1006, 'no answer to the handshake'), ATTEMPT_LIMIT)
    socket.onopen = () => this.#socket === socket && this.#opened()
    socket.onmessage = (event) => this.#socket === socket && this.#received(event.data)
    socket.onclose = (event) => this.#over(socket, event.code, event.reason)
  }

  #opened() {
    this.#openedAt = performance.now()
    this.#unanswered = 0
    this.failedAttempts = 0
    this.#become('open')
    this.dispatchEvent(new Event('open'))
    clearTimeout(this.#timer)
    this.#ping()
    this.#timer = setInterval(() => this.#ping(), PING_EVERY)
  }

  #ping() {
    if (this.#unanswered++ < UNANSWERED_PINGS) this.send({ type: 'ping', at: performance.now() })
    else if (this.#socket) this.#over(this.#socket, 1006, `${UNANSWERED_PINGS} pings went unanswered`)
  }

  /** @param {string | ArrayBuffer} data */
  #received(data) {
    this.messages++
    if (data instanceof ArrayBuffer) return this.dispatchEvent(new CustomEvent('binary', { detail: data }))
    const message = JSON.parse(data)
    if (message.type !== 'ping') return this.dispatchEvent(new CustomEvent('message', { detail: message }))
    this.#unanswered = 0
    this.roundTrip = performance.now() - message.at
    this.dispatchEvent(new Event('change'))
  }

  /**
   * The end of a socket: its own close event, or our verdict that it is dead.
   * @param {WebSocket} socket
   * @param {number} code
   * @param {string} reason
   */
  #over(socket, code, reason) {
    if (this.#socket !== socket) return
    if (this.state === 'open') {
      this.lastClose = { code, reason }
      if (performance.now() - this.#openedAt > STEADY_AFTER) this.#attempt = 0
      if (!explainClose(this.lastClose).retry) return void this.#leave('stopped')
    } else this.failedAttempts++
    const delay = delayBefore(this.#attempt++)
    this.retryAt = performance.now() + delay
    this.#leave('waiting')?.close()
    this.#timer = setTimeout(() => this.tryNow(), delay)
  }

  /**
   * Lets go of the socket and of whatever was to happen next.
   * @param {State} state
   */
  #leave(state) {
    const socket = this.#socket
    this.#socket = undefined
    this.roundTrip = undefined
    clearTimeout(this.#timer)
    this.#become(state)
    return socket
  }

  /** @param {State} state */
  #become(state) {
    this.state = state
    this.dispatchEvent(new Event('change'))
  }
}
