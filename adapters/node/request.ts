import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Intake, Upgrade } from '../../src/adapter.ts'
import type { Eventual } from '../../src/eventual.ts'
import type { PendingHandshake } from './pending.ts'

// HTTP/1.0 may do without a Host, as the checks of proxies do.
export const hostname = 'localhost'

/** A request as the core takes it. */
export const intakeOf = (request: Request, { httpVersion, socket }: IncomingMessage): Intake => ({
  request,
  remoteAddress: socket.remoteAddress,
  encrypted: 'encrypted' in socket,
  httpVersion,
})

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
