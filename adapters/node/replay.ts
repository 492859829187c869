import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'

const isUpgradeToken = (token: string): boolean => /^(upgrade|http2-settings)$/i.test(token.trim())

/** The head of the request as it came, without its wish to upgrade. */
const plainHead = ({ method, url, httpVersion, rawHeaders }: IncomingMessage): string => {
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2)
    if (/^(upgrade|http2-settings)$/i.test(name)) continue
    const rest = /^connection$/i.test(name) ? value.split(',').filter((token) => !isUpgradeToken(token)) : [value]
    if (rest.length > 0) lines.push(`${name}: ${rest.join(',')}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}

/**
 * Serves a request that asks for another protocol (`curl --http2` asks for h2c) as the plain request that it also is.
 * Node has stopped parsing it, so the server gets its bytes again. Node 24.9 has `shouldUpgradeCallback` for this, but
 * only for a server that we made: https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener
 */
export const replayAsPlain = (server: Server, incoming: IncomingMessage, socket: Duplex, head: Buffer): void => {
  socket.unshift(Buffer.concat([Buffer.from(plainHead(incoming), 'latin1'), head]))
  server.emit(socket instanceof TLSSocket ? 'secureConnection' : 'connection', socket)
}
