import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ListenOptions } from '../../src/options.ts'
import type { Stats } from '../../src/stats.ts'
import { Hosted, startHost } from '../contract/hosted.ts'
import { root } from '../contract/mutants/copy.ts'
import { runtimeNamed } from '../contract/runtimes.ts'
import type { Told } from './flood.ts'

/** A server process that hosts the app of the attacks, and its memory as Linux sees it. */
export class Server extends Hosted {
  /**
   * Starts it on the runtime of that name.
   * @param options - as JSON: no functions, and no `Infinity`.
   * @param from - the checkout that it is started from, such as a broken copy.
   */
  static async on(name: string, options: ListenOptions = {}, from = root): Promise<Server> {
    const runtime = runtimeNamed(name)
    return new Server(runtime, await startHost(runtime, join(from, 'test/faults/hosts'), options))
  }

  /** Bytes resident now. */
  get resident(): number {
    return this.#status('VmRSS')
  }

  /** The most bytes that were resident since the start. */
  get peak(): number {
    return this.#status('VmHWM')
  }

  /** The server's own counters, where it has them. */
  async stats(): Promise<Stats | undefined> {
    return ((await this.ask('GET', '/stats')) as Stats | null) ?? undefined
  }

  /** What the floods were told. */
  async told(): Promise<Told> {
    return (await this.ask('GET', '/told')) as Told
  }

  #status(name: string): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8')
    return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024
  }
}
