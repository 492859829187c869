import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { plainFetch } from 'jackfield/testing/node'

interface OwnServer extends AsyncDisposable {
  readonly server: Server
  readonly origin: string
  /** The body of a page. */
  text(path: string): Promise<string>
}

/** A server of the user's own, listening. */
export async function ownServer(listener?: RequestListener): Promise<OwnServer> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const text = async (path: string) => (await plainFetch(origin + path)).text()
  const dispose = async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return { server, origin, text, [Symbol.asyncDispose]: dispose }
}
