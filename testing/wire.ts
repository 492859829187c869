import type { Declaration } from '../src/seam.ts'
import type { ConnectOptions, Control, Feature, Target } from '../src/testing/target.ts'
import { type Dialed, dial } from './dial.ts'
import { plainFetch } from './fetch.ts'
import { connect, type WirePeer } from './peer.ts'
import { Transcript } from './transcript.ts'

export interface WireOptions {
  readonly runtime: string
  /** `http://host:port`, or `https://` with `ca`. */
  readonly origin: string
  readonly ca?: string
  /** Default: `raw` and `topics`, and `control` where it is given. */
  readonly offers?: readonly Feature[]
  readonly control?: Control
  readonly declares?: readonly Declaration[]
  logged?(): string
}

/** A target with its transcript, and an end. */
export interface WireTarget extends Target {
  connect(path: string, options?: ConnectOptions): Promise<WirePeer>
  raw(): Promise<Dialed>
  transcript(): string
  /** Cuts every connection that was made through this target. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A server that is reached over TCP: whoever hosts `contractApp` makes a target of it with this.
 *
 * @example
 * ```ts
 * import { publish, upgradeWebSocket } from 'jackfield'
 * import { serve } from 'jackfield/node'
 * import { cases, contractApp } from 'jackfield/testing'
 * import { wireTarget } from 'jackfield/testing/node'
 *
 * const server = await serve(contractApp(upgradeWebSocket, { publish }), { port: 0 })
 * const target = wireTarget({ runtime: 'node24', origin: server.url })
 * await cases[0].run(target)
 * await target[Symbol.asyncDispose]()
 * await server.close()
 * ```
 */
export function wireTarget(options: WireOptions): WireTarget {
  const { runtime, origin, ca, control, declares = [], logged } = options
  const transcript = new Transcript()
  const ends: (() => void)[] = []
  const dialing = { origin, ca, transcript }

  return {
    runtime,
    origin,
    offers: options.offers ?? ['raw', 'topics', ...(control ? (['control'] as const) : [])],
    control,
    declares,
    logged,
    fetch: (path, init) => plainFetch(origin + path, { ...init, ca }),
    async connect(path, connectOptions) {
      const peer = await connect(dialing, path, connectOptions)
      ends.push(() => peer.wire.destroy())
      return peer
    },
    async raw() {
      const wire = await dial(dialing)
      ends.push(() => wire.destroy())
      return wire
    },
    transcript: () => transcript.toString(),
    async [Symbol.asyncDispose]() {
      for (const end of ends) end()
    },
  }
}
