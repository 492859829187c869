import type { Intake } from '../../src/adapter.ts'

// What a parser of URLs spells as it stands.
const plain = /^(?!.*\/\.)[\w:/?=&.~,+-]*$/

/** The request of a handshake with its URL in one spelling: Deno 2.9 leaves dot segments and backslashes in it. */
export const spelled = (request: Request): Request => {
  const { url } = request
  // Of a Host that is none Deno makes a URL that is none, which the core refuses.
  if (plain.test(url) || !URL.canParse(url)) return request
  const { href } = new URL(url)
  return href === url ? request : new Request(href, { headers: request.headers, signal: request.signal })
}

/**
 * A request as the core takes it. Not an object with a getter in place: V8 makes a class for each of those, which keeps
 * what its getter sees until a full collection.
 */
export class DenoIntake implements Intake {
  readonly request: Request
  readonly remoteAddress: string | undefined
  readonly encrypted: boolean

  constructor(request: Request, address: Deno.Addr) {
    this.request = request
    this.remoteAddress = 'hostname' in address ? address.hostname : undefined
    this.encrypted = request.url.startsWith('https:')
  }

  // A signal is made when somebody asks for it.
  get signal(): AbortSignal {
    return this.request.signal
  }
}

/** `c.env`: what Deno tells of a request. It tells nothing of the client any more once the request is upgraded. */
export class DenoBindings {
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
