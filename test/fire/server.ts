import { fileURLToPath } from 'node:url'
import { type Dialed, dial } from '../../testing/dial.ts'
import { plainFetch } from '../../testing/fetch.ts'
import { connect, type WirePeer } from '../../testing/peer.ts'
import { Child } from '../contract/child.ts'
import { type Runtime, runtimeNamed } from '../contract/runtimes.ts'
import { startWorkerd } from '../contract/workerd.ts'
import type { Counts } from './app.ts'

const fileOf = (host: string): string => fileURLToPath(new URL(`./hosts/${host}.ts`, import.meta.url))

const source = '--conditions=jackfield-source'
const denoFlags = ['run', '--cached-only', '--no-prompt', '--allow-net=127.0.0.1', '--allow-read', '--allow-env']
const flags = {
  node: ['--expose-gc', source],
  bun: [source],
  deno: [...denoFlags, '--v8-flags=--expose-gc', source],
}

async function start({ adapter, binary = adapter }: Runtime, options: object): Promise<{ child: Child; port: number }> {
  if (adapter === 'workers') return startWorkerd(binary, fileOf('worker'), {}, '2026-10-01', ['--expose-gc'])
  const child = new Child(binary, [...flags[adapter], fileOf(adapter), JSON.stringify(options)])
  return { child, port: await child.port() }
}

/** A server process of one of the hosts, and what can be seen of it from outside. */
export class Server {
  readonly runtime: Runtime
  readonly origin: string
  readonly #child: Child

  constructor(runtime: Runtime, child: Child, port: number) {
    this.runtime = runtime
    this.#child = child
    this.origin = `http://127.0.0.1:${port}`
  }

  /** Starts it on the runtime of that name. */
  static async on(name: string, options: object = {}): Promise<Server> {
    const runtime = runtimeNamed(name)
    const { child, port } = await start(runtime, options)
    return new Server(runtime, child, port)
  }

  get running(): boolean {
    return this.#child.running
  }

  get log(): string {
    return this.#child.log
  }

  get descriptors(): number {
    return this.#child.descriptors ?? 0
  }

  /** Bytes in use once a collection frees nothing more: of the heap or, where the runtime does not tell, resident. */
  async memory(): Promise<number> {
    for (let least = await this.#collect(); ; ) {
      const now = await this.#collect()
      if (now >= least) return least
      least = now
    }
  }

  /** What has happened on the app that is fired at. */
  async counts(): Promise<Counts> {
    return (await this.ask('GET', '/counts')) as Counts
  }

  /** How many sockets are in the topic that each joins; none of them may be a socket of ours. */
  async members(): Promise<number> {
    return (await this.ask('GET', '/members')) as number
  }

  /** Lets the handshakes go on that the app holds up. */
  async release(): Promise<void> {
    await this.ask('POST', '/release')
  }

  dial(): Promise<Dialed> {
    return dial({ origin: this.origin })
  }

  connect(path: string): Promise<WirePeer> {
    return connect({ origin: this.origin }, path)
  }

  async ask(method: string, path: string): Promise<unknown> {
    return (await plainFetch(this.origin + path, { method })).json()
  }

  end(): Promise<void> {
    return this.#child.end()
  }

  async #collect(): Promise<number> {
    const { heap } = (await this.ask('POST', '/collect')) as { heap?: number }
    return heap ?? this.#child.resident ?? 0
  }
}
