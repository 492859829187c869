import type { Intake } from '../../src/adapter.ts'

// What a parser of URLs leaves as it stands, and the last origin that it has left so.
const plain = /^(?!.*\/\.)[\w:/?=&.~,+-]*$/
let known = ''

/** The request of a handshake with its URL in one spelling: Deno 2.9 leaves capitals, dot segments and the like in it. */
const spelled = (request: Request): Request => {
  const { url } = request
  const path = url.indexOf('/', 'https://'.length)
  const origin = url.slice(0, path)
  if (origin === known && plain.test(url.slice(path))) return request
  // Of a Host that is none Deno makes a URL that is none, which the core refuses.
  if (!URL.canParse(url)) return request
  const { href } = new URL(url)
  if (href !== url) return new Request(href, { headers: request.headers, signal: request.signal })
  known = origin
  return request
}

const upgradedKey: unique symbol = Symbol('jackfield.upgraded')
type Upgradable = Request & { [upgradedKey]?: true }

const aborts = Object.getOwnPropertyDescriptor(Request.prototype, 'signal')?.get as (this: Request) => AbortSignal

/** Aborts when the client leaves before the answer. Deno 2.9 aborts its own also because the request is upgraded. */
function signal(this: Upgradable): AbortSignal {
  const own = new AbortController()
  const theirs = Reflect.apply(aborts, this, [])
  const leave = () => {
    if (!this[upgradedKey]) own.abort(theirs.reason)
  }
  if (theirs.aborted) leave()
  else theirs.addEventListener('abort', leave)
  Object.defineProperty(this, 'signal', { value: own.signal })
  return own.signal
}

/** A handshake's request as the app sees it. */
export const handshakeOf = (request: Request): Request =>
  spelled(Object.defineProperty(request, 'signal', { get: signal, configurable: true }))

/** It becomes a WebSocket now. */
export const settle = (request: Upgradable): void => {
  request[upgradedKey] = true
}

/** `c.env`, as Deno's own: its address is there also once the request is upgraded, its promise once it is asked for. */
export class Bindings implements Deno.ServeHandlerInfo {
  readonly remoteAddr: Deno.Addr
  readonly #info: Deno.ServeHandlerInfo

  constructor(info: Deno.ServeHandlerInfo) {
    this.remoteAddr = info.remoteAddr
    this.#info = info
  }

  get completed(): Promise<void> {
    return this.#info.completed
  }
}

export const intakeOf = (request: Request, address: Deno.Addr): Intake => ({
  request,
  remoteAddress: 'hostname' in address ? address.hostname : undefined,
  encrypted: request.url.startsWith('https:'),
})
