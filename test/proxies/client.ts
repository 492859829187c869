import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { equal } from '../../src/testing/expect.ts'
import { exchange, type Head, handshake, type RawHeaders, request } from '../../src/testing/raw.ts'
import { Dialed, defaultDeadline } from '../../testing/dial.ts'
import { WirePeer } from '../../testing/peer.ts'
import { Transcript } from '../../testing/transcript.ts'
import { ca } from './proxy.ts'

/** An address of this machine that is no proxy's: Linux has all of 127.0.0.0/8. */
export const clientAddress = '127.1.0.1'

/** The proxy that is dialled, and from where. */
interface Dialing {
  readonly origin: string
  readonly from?: string
}

/** A byte stream to a proxy, within TLS. */
export async function dialFrom({ origin, from = clientAddress }: Dialing): Promise<Dialed> {
  const { hostname: host, port } = new URL(origin)
  const tcp = connectTcp({ host, port: Number(port), localAddress: from, allowHalfOpen: true })
  const socket = connectTls({ socket: tcp, ca, host })
  const dialed = new Dialed(socket, tcp, new Transcript().connection(`to ${origin}`))
  await once(socket, 'secureConnect', { signal: AbortSignal.timeout(defaultDeadline) })
  return dialed
}

/** One plain request, and its answer. */
export async function ask(dialing: Dialing, path: string, headers?: RawHeaders): Promise<Head & { body: string }> {
  const wire = await dialFrom(dialing)
  try {
    return await exchange(wire, request(dialing, 'GET', path, headers))
  } finally {
    wire.destroy()
  }
}

/** A handshake, answered 101 or refused; the rest of its packet are frames. */
export async function connectFrom(dialing: Dialing, path: string, headers?: RawHeaders, rest = ''): Promise<WirePeer> {
  const wire = await dialFrom(dialing)
  const answer = await exchange(wire, handshake(dialing, path, headers) + rest)
  if (answer.status === 101) equal(answer.headers.get('sec-websocket-accept'), 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=', 'accept')
  return new WirePeer(wire, answer, {})
}
