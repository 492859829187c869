import process from 'node:process'
import { controlRoom } from './app.ts'
import { filesOnDisk } from './files.ts'
import { banner, onFreePort, readOptions } from './options.ts'

interface Options {
  readonly port: number
  readonly hostname: string
  readonly tls?: { readonly key: string; readonly cert: string }
  readonly signals: { readonly timeout: number }
}

// Ctrl-C and SIGTERM drain it, for so many milliseconds; a second one ends it at once.
const signals = { timeout: 5_000 }

/** What this file needs of `serve`, which is the same call in jackfield/node, /bun and /deno. */
type Serve = (app: ReturnType<typeof controlRoom>, options: Options) => Promise<{ readonly url: string }>

/** Starts the control room with a runtime's `serve`, and says where it is. */
export const start = async (runtime: string, serve: Serve): Promise<void> => {
  const options = readOptions()
  const { host: hostname } = options
  const tls = options.tls ? await ownCertificate() : undefined
  const app = controlRoom(filesOnDisk)
  if (!(await filesOnDisk('index.html'))) giveUp(new Error('The page is not built yet: run "node app/build.js" first.'))
  const server = await onFreePort(options.port, (port) => serve(app, { port, hostname, tls, signals })).catch(giveUp)
  console.log(banner(runtime, server.url, options))
}

// Loaded only for --tls: the certificate's maker is a big module, and the first frame should not wait for it.
const ownCertificate = async () => (await import('./certificate.ts')).ownCertificate()

/** No listener, no room: the reason is worth a line, its stack is not. */
const giveUp = (error: unknown): never => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
