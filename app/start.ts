import process from 'node:process'
import { controlRoom } from './app.ts'
import { filesOnDisk } from './files.ts'
import { banner, onFreePort, readOptions } from './options.ts'

const DRAIN = 5_000

interface Server {
  readonly url: string
  close(options: { timeout: number }): Promise<void>
}

/** What this file needs of `serve`, which is the same call in jackfield/node, /bun and /deno. */
type Serve = (
  app: ReturnType<typeof controlRoom>,
  options: { port: number; hostname: string; tls?: { key: string; cert: string } },
) => Promise<Server>

/** Starts the control room with a runtime's `serve`, says where it is, and drains it on Ctrl-C and SIGTERM. */
export const start = async (runtime: string, serve: Serve): Promise<void> => {
  const options = readOptions()
  const { host: hostname } = options
  const tls = options.tls ? await ownCertificate() : undefined
  const app = controlRoom(filesOnDisk)
  const server = await onFreePort(options.port, (port) => serve(app, { port, hostname, tls })).catch(giveUp)
  console.log(banner(runtime, server.url, options))
  drainOnSignal(server)
}

// Loaded only for --tls: the certificate's maker is a big module, and the first frame should not wait for it.
const ownCertificate = async () => (await import('./certificate.ts')).ownCertificate()

/** No listener, no room: the reason is worth a line, its stack is not. */
const giveUp = (error: unknown): never => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

const drainOnSignal = (server: Server): void => {
  let draining = false
  const drain = async () => {
    if (draining) process.exit(1) // asked twice: go at once
    draining = true
    console.log('  draining...')
    await server.close({ timeout: DRAIN })
    process.exit(0)
  }
  process.on('SIGTERM', drain)
  process.on('SIGINT', drain)
}
