import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { until, within } from '../../src/testing/expect.ts'
import { makeCertificate } from '../certificate.ts'
import type { Kind, Place } from './kinds.ts'

const { key, cert, ca } = await makeCertificate()

// nginx takes two files, and HAProxy one.
const certificates = { 'key.pem': key, 'cert.pem': cert, 'both.pem': `${cert}\n${key}\n` }

/** What clients of the proxies trust. */
export { ca }

/** Makes another configuration of the documented one. */
export type Change = (configuration: string) => string

const unchanged: Change = (configuration) => configuration

const running = new Set<ReverseProxy>()

// They do not notice that nobody is left who could end them.
process.on('exit', () => {
  for (const proxy of running) proxy.stop()
})

/** Ends those that a failed test has left behind. */
export async function endProxies(): Promise<void> {
  for (const proxy of running) await proxy[Symbol.asyncDispose]()
}

/** A real proxy with the documented configuration, in a folder of its own. */
export class ReverseProxy implements AsyncDisposable {
  readonly origin: string
  readonly port: number
  readonly #kind: Kind
  readonly #place: Place
  readonly #process: ChildProcess
  readonly #exited: Promise<unknown>
  #log = ''

  /** Starts one in front of the server on a port, and waits until it listens. */
  static async start(kind: Kind, backend: number, change: Change = unchanged): Promise<ReverseProxy> {
    // It cannot be asked for any free port, and between the finding and the taking of one somebody else may have it.
    for (let left = 5; ; left--) {
      const folder = await mkdtemp(join(tmpdir(), `jackfield-${kind.name}-`))
      const place = { folder, port: await freePort(), backend }
      await writeAll(folder, { ...certificates, [kind.file]: change(kind.configuration(place)) })
      const proxy = new ReverseProxy(kind, place)
      if (await proxy.#listens()) return proxy
      await proxy[Symbol.asyncDispose]()
      if (left === 0 || !/in use|cannot bind/i.test(proxy.#log)) throw new Error(`${kind.name} ended:\n${proxy.#log}`)
    }
  }

  private constructor(kind: Kind, place: Place) {
    this.#kind = kind
    this.#place = place
    this.port = place.port
    this.origin = `https://127.0.0.1:${place.port}`
    const { binary = kind.name, args } = kind
    this.#process = spawn(binary, args, { cwd: place.folder, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(this)
    this.#exited = once(this.#process, 'exit')
    this.#exited.catch((error) => this.#hear(String(error)))
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#hear(text))
    }
  }

  /** What it has said so far. */
  get log(): string {
    return this.#log
  }

  /** Has it read its configuration again, which is another now. */
  async reload(change: Change): Promise<void> {
    const { name, file, configuration, reload, heard } = this.#kind
    await writeAll(this.#place.folder, { [file]: change(configuration(this.#place)) })
    const from = this.#log.length
    const isHeard = () => heard.test(this.#log.slice(from))
    // HAProxy 2.6 loses a signal that comes right after it has said that it is ready.
    const signal = () => {
      this.#process.kill(reload)
      return until(isHeard, 'an answer', 500).catch(() => false)
    }
    await until(signal, () => `${name} to heed ${reload}\n${this.#log}`)
  }

  /** Tells it to end, which it does with all of its workers. */
  stop(): void {
    this.#process.kill('SIGTERM')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    running.delete(this)
    this.stop()
    if (this.#process.pid !== undefined) await within(this.#exited, `the end of ${this.#kind.name}\n${this.#log}`)
    await rm(this.#place.folder, { recursive: true })
  }

  /** Whether it listens; `false` once it has ended. */
  async #listens(): Promise<boolean> {
    const { name, ready } = this.#kind
    const isOver = () => this.#process.exitCode !== null || this.#process.pid === undefined
    await until(
      () => isOver() || ready.test(this.#log),
      () => `${name} to listen\n${this.#log}`,
    )
    return !isOver()
  }

  #hear(text: string): void {
    this.#log = (this.#log + text).slice(-100_000)
  }
}

const writeAll = async (folder: string, files: Record<string, string>): Promise<void> => {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
