import type { Frame, SendResult, Transport } from './seam.ts'

/** Who can be in a topic. One without a transport is served one by one. */
export interface Subscriber {
  readonly transport?: Transport | undefined
  readonly policy?: { readonly maxBufferedBytes: number }
  readonly outbox?: { measure(): number } | undefined
  deliver(frame: Frame, topic: string): SendResult
}

/** A topic of one room: who is in it. */
export class Place {
  readonly scope: string
  /** Its name among the runtime's own topics. */
  readonly name: string
  readonly members: Set<Subscriber> = new Set()
  /** Those that are served one by one, where the runtime serves the others. */
  readonly apart: Set<Subscriber> | undefined
  /** Whether all are to be: so goes what was published last. */
  isApart = false
  /** The least `maxBufferedBytes` of those that the runtime serves. */
  limit: number = Number.POSITIVE_INFINITY

  constructor(scope: string, name: string, apart?: Set<Subscriber>) {
    this.scope = scope
    this.name = name
    this.apart = apart
  }
}
