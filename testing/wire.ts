import type { Declaration } from '../src/seam.ts'
import type { Control, Feature, Target } from '../src/testing/target.ts'
import { dial } from './dial.ts'
import { plainFetch } from './fetch.ts'
import { connect } from './peer.ts'
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
  transcript(): string
  /** Cuts every connection that was made through this target. */
  [Symbol.asyncDispose](): Promise<void>
}

/** A server that is reached over TCP: whoever hosts `contractApp` makes a target of it with this. */
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
