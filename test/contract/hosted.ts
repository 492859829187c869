import { join } from 'node:path'
import type { ConnectOptions } from '../../src/testing/target.ts'
import { type Dialed, dial } from '../../testing/dial.ts'
import { plainFetch } from '../../testing/fetch.ts'
import { connect, type WirePeer } from '../../testing/peer.ts'
import { Child } from './child.ts'
import type { Runtime, Started } from './runtimes.ts'
import { startWorkerd } from './workerd.ts'

const source = '--conditions=jackfield-source'
const denoFlags = [
  'run',
  '--cached-only',
  '--no-prompt',
  '--allow-net=127.0.0.1,0.0.0.0',
  '--allow-read',
  '--allow-env',
]
const flags = {
  node: ['--expose-gc', source],
  bun: [source],
  deno: [...denoFlags, '--v8-flags=--expose-gc', source],
}

/** Starts the runtime's file in a folder of hosts: one that can be told to collect garbage. */
export async function startHost(
  { adapter, binary = adapter }: Runtime,
  hosts: string,
  options: object,
): Promise<Started> {
  if (adapter === 'workers') {
    return startWorkerd(binary, join(hosts, 'worker.ts'), options, '2026-10-01', ['--expose-gc'])
  }
  const child = new Child(binary, [...flags[adapter], join(hosts, `${adapter}.ts`), JSON.stringify(options)])
  return { child, port: await child.port() }
}

/** How long a collection may take, of whatever an attack has left: milliseconds. */
const patience = 30_000

/** A server process whose memory is measured, and what can be seen of it from outside. */
export class Hosted {
  readonly runtime: Runtime
  readonly origin: string
  readonly child: Child

  constructor(runtime: Runtime, { child, port }: Started) {
    this.runtime = runtime
    this.child = child
    this.origin = `http://127.0.0.1:${port}`
  }

  get running(): boolean {
    return this.child.running
  }

  get log(): string {
    return this.child.log
  }

  get descriptors(): number {
    return this.child.descriptors ?? 0
  }

  /** Bytes in use once a collection frees nothing more: of the heap or, where the runtime does not tell, resident. */
  async memory(): Promise<number> {
    for (let least = await this.#collect(); ; ) {
      const now = await this.#collect()
      if (now >= least) return least
      least = now
    }
  }

  dial(): Promise<Dialed> {
    return dial({ origin: this.origin })
  }

  connect(path: string, options?: ConnectOptions): Promise<WirePeer> {
    return connect({ origin: this.origin }, path, options)
  }

  /** @param ms - how long the answer may take; default 5 s. */
  async ask(method: string, path: string, ms?: number): Promise<unknown> {
    const signal = ms === undefined ? undefined : AbortSignal.timeout(ms)
    return (await plainFetch(this.origin + path, { method, signal: signal ?? null })).json()
  }

  end(): Promise<void> {
    return this.child.end()
  }

  async #collect(): Promise<number> {
    const { heap } = (await this.ask('POST', '/collect', patience)) as { heap?: number }
    return heap ?? this.child.resident ?? 0
  }
}
