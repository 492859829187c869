import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { findBinary } from '../contract/binaries.ts'
import { Child } from '../contract/child.ts'

/**
 * One attack: it resolves when it stands, or has been fended off, with what it saw. Options and result pass as JSON.
 */
// biome-ignore lint/suspicious/noExplicitAny: each attack has options of its own
export type Attack = (origin: string, options: any) => Promise<unknown>

/** The least that can be asked for: what the attacker needs for itself must not be taken from the server. */
const lowest = 19

/** A process that attacks a server, so that what the attack itself costs is neither the server's nor the bystander's. */
export class Attacker<M extends Record<string, Attack>> {
  readonly #child: Child

  private constructor(child: Child) {
    this.#child = child
  }

  /**
   * @param module - the URL of a module whose exports are attacks, of type `M`.
   * @param priority - 0 for a crowd that only behaves, and whose clock counts.
   */
  static at<M extends Record<string, Attack>>(
    server: { readonly origin: string },
    module: URL,
    priority = lowest,
  ): Attacker<M> {
    const attacker = fileURLToPath(new URL('./attacker.ts', import.meta.url))
    const args = ['--conditions=jackfield-source', '--disable-warning=ExperimentalWarning']
    const child = new Child(findBinary('node24') ?? 'node', [...args, attacker, module.href, server.origin])
    if (child.pid) setPriority(child.pid, priority)
    return new Attacker<M>(child)
  }

  /** Makes an attack; its connections stay until `end`. */
  run<K extends keyof M & string>(attack: K, options: Parameters<M[K]>[1], ms = 60_000): ReturnType<M[K]> {
    return this.#child.command({ attack, options }, ms) as ReturnType<M[K]>
  }

  /** Ends the process, and with it all its connections. */
  end(): Promise<void> {
    return this.#child.end()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end()
  }
}
