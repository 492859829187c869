import type { Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Incident, Router } from '../../src/adapter.ts'

interface ClientError extends NodeJS.ErrnoException {
  /** What Node could not read. */
  readonly rawPacket?: Buffer
}

const tlsOnPlain: Incident = {
  kind: 'noticed',
  reason: 'tls_on_plain_port',
  message:
    'a client spoke TLS to this plain port: give it ws:// or http:// in place of wss:// or https://, let a proxy end TLS in ' +
    'front, or serve TLS here: serve(app, { tls: { key, cert } })',
}

const plainOnTls: Incident = {
  kind: 'noticed',
  reason: 'plain_on_tls_port',
  message: 'a client spoke plain HTTP to this TLS port: give it wss:// or https:// in place of ws:// or http://',
}

// A TLS record of a handshake, of any version (RFC 8446, section 5.1).
const isClientHello = ({ rawPacket }: ClientError): boolean => rawPacket?.[0] === 0x16 && rawPacket[1] === 3

const found = (error: ClientError): Incident | undefined => {
  if (error.code === 'ERR_SSL_HTTP_REQUEST') return plainOnTls
  return isClientHello(error) ? tlsOnPlain : undefined
}

// What Node says where nobody listens: https://nodejs.org/api/http.html#event-clienterror
const statuses: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** Whether an answer is on its way, into which another must not be written. */
const isAnswering = (socket: Duplex): boolean =>
  (socket as { _httpMessage?: ServerResponse | null })._httpMessage?.headersSent ?? false

/** Tells of clients that speak the other protocol than the port, and answers the rest as Node does. */
export const tellOfStrangers = (server: Server, router: Router): void => {
  server.on('clientError', (error: ClientError, socket: Duplex) => {
    const incident = found(error)
    if (incident) router.report(incident)
    if (server.listenerCount('clientError') > 1) return
    if (socket.writable && incident !== plainOnTls && !isAnswering(socket)) {
      socket.write(`HTTP/1.1 ${statuses[error.code ?? ''] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`)
    }
    socket.destroy(error)
  })
}
