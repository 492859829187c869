import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Intake } from '../../src/adapter.ts'
import type { PendingHandshake } from './pending.ts'

// HTTP/1.0 may do without a Host, as the checks of proxies do.
export const hostname = 'localhost'

/**
 * A request as the core takes it. Not an object with a getter in place: V8 makes a class for each of those, which keeps
 * what its getter sees until a full collection.
 */
export class NodeIntake implements Intake {
  readonly request: Request
  readonly remoteAddress: string | undefined
  readonly encrypted: boolean
  readonly httpVersion: string

  constructor(request: Request, { httpVersion, socket }: IncomingMessage) {
    this.request = request
    this.remoteAddress = socket.remoteAddress
    this.encrypted = 'encrypted' in socket
    this.httpVersion = httpVersion
  }

  // A signal is made when somebody asks for it.
  get signal(): AbortSignal {
    return this.request.signal
  }
}

/** `c.env` of a handshake: that of a plain request, but its response is made when it is asked for. */
export class HandshakeBindings {
  readonly incoming: IncomingMessage
  readonly #handshake: PendingHandshake

  constructor(handshake: PendingHandshake) {
    this.incoming = handshake.incoming
    this.#handshake = handshake
  }

  get outgoing(): ServerResponse {
    return this.#handshake.outgoing
  }
}

/**
 * Makes the requests of handshakes as @hono/node-server makes those of all others: real as far as somebody looks at them.
 * Only its listener can, which would answer as well: so it is never told an answer, and a handshake does for the response.
 * `undefined` for a target that is no URL.
 */
export const makeRequestOf = (): ((handshake: PendingHandshake) => Request | undefined) => {
  let made: Request | undefined
  const make = getRequestListener(
    (request) => {
      made = request
      return new Promise(() => {})
    },
    { hostname, errorHandler: () => {} },
  )
  return (handshake) => {
    void make(handshake.incoming, handshake as unknown as ServerResponse)
    const request = made
    made = undefined
    return request
  }
}
