import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Intake, Upgrade } from '../../src/adapter.ts'
import type { Eventual } from '../../src/eventual.ts'
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

type Outcome = Eventual<Response | Upgrade>

/**
 * Asks about handshakes with requests as @hono/node-server makes those of all others: real as far as somebody looks at
 * them. Only its listener can, which answers as well: so an upgrade that is decided at once it answers with nothing, to the
 * handshake in place of a response, which costs least; and of all else it is never told, and waits for the client to leave.
 * `undefined` for a target that is no URL.
 */
export const makeAsk = (
  handle: (request: Request, handshake: PendingHandshake) => Outcome,
): ((handshake: PendingHandshake) => Outcome | undefined) => {
  let asking: PendingHandshake | undefined
  let outcome: Outcome | undefined
  const listener = getRequestListener(
    (request) => {
      outcome = asking && handle(request, asking)
      return outcome && 'connection' in outcome ? nothing : new Promise(() => {})
    },
    { hostname, errorHandler: () => {} },
  )
  // Of its own kind, which it sends without a look.
  const nothing = new Response(null)
  return (handshake) => {
    asking = handshake
    void listener(handshake.incoming, handshake as unknown as ServerResponse)
    const found = outcome
    asking = outcome = undefined
    return found
  }
}
