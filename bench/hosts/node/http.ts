import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { address, listening, memory } from '../process.ts'

/** The HTTP server of the libraries that bring none: it answers `/memory`, and tells its port. */
export function httpServer(): Server {
  const server = createServer((request, response) => {
    if (request.url !== '/memory') return response.writeHead(404).end()
    response.setHeader('content-type', 'application/json').end(JSON.stringify(memory()))
  })
  return server.listen(address.port, address.hostname, () => listening(server.address() as AddressInfo))
}
