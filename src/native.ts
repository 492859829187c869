import type { Ledger } from './guards/ledger.ts'
import { Place, type Subscriber } from './place.ts'
import type { Frame, NativeTopics } from './seam.ts'

// How much is published before it is looked who keeps up: in one turn half of what may wait for a connection; and half of
// what may still wait for all with its first message, but an eighth with each that follows, as a runtime may hold some of
// them back until the turn ends.
const half = 1 / 2
const eighth = 1 / 8

/**
 * Lets the runtime serve the members of topics, as long as nothing waits for them: who has unsent bytes is served one by
 * one, under its limits. When a turn ends all members of the topics that were published to are looked at.
 */
export class Native {
  readonly #runtime: NativeTopics
  readonly #ledger: Pick<Ledger, 'left'>
  readonly #prefix: string
  /** Published in this turn: where, how many bytes, and in how many copies since the members were looked at last. */
  readonly #places = new Set<Place>()
  /** Who has left one of them since. */
  readonly #leavers = new Set<Subscriber>()
  #bytes = 0
  #copies = 0

  /** @param prefix Sets its topics apart from all others of the process. */
  constructor(runtime: NativeTopics, ledger: Pick<Ledger, 'left'>, prefix: string) {
    this.#runtime = runtime
    this.#ledger = ledger
    this.#prefix = prefix
  }

  open(scope: string, key: string): Place {
    return new Place(scope, this.#prefix + key, new Set())
  }

  /** A member that is served one by one goes over to the runtime, if it can and nothing waits for it. */
  admit(place: Place, member: Subscriber): void {
    const { transport, policy } = member
    if (place.isApart || !transport || !policy || !place.apart?.has(member) || transport.bufferedAmount > 0) return
    if (!this.#runtime.join(transport, place.name)) return
    place.apart.delete(member)
    place.limit = Math.min(place.limit, policy.maxBufferedBytes)
  }

  /** A member is served one by one from now on. */
  part(place: Place, member: Subscriber): void {
    if (place.apart?.has(member)) return
    this.leave(place, member)
    place.apart?.add(member)
  }

  leave(place: Place, member: Subscriber): void {
    if (place.apart?.delete(member) || !member.transport) return
    this.#runtime.leave(member.transport, place.name)
    if (this.#places.has(place)) this.#leavers.add(member)
  }

  /** Publishes to all members that the runtime serves, and answers how many they are: 0 if it must not serve them now. */
  publish(place: Place, frame: Frame, except: Subscriber | undefined): number {
    const { members, apart } = place
    const size = this.#runtime.sizeOf(frame)
    const left = this.#ledger.left(place.scope)
    if (this.#copies + size * members.size > left) this.#look()
    const sender = except && members.has(except) && !apart?.has(except) ? except.transport : undefined
    const count = members.size - (apart?.size ?? 0) - (sender ? 1 : 0)
    const most = left * (this.#bytes === 0 ? half : eighth)
    const isTooMuch = size * count > most || this.#bytes + size > place.limit * half
    // Whoever is served one by one is judged by what waits for it.
    if (isTooMuch && this.#copies > 0) this.#look()
    place.isApart = this.#runtime.leavesApart?.(frame) ?? false
    if (place.isApart) for (const member of members) this.part(place, member)
    if (isTooMuch || place.isApart || count === 0) return 0
    if (this.#bytes === 0) this.#runtime.settled(() => this.#settle())
    this.#runtime.publish(place.name, frame, sender)
    this.#places.add(place)
    this.#bytes += size
    this.#copies += size * count
    return count
  }

  /** The turn is over: what was published is written, or waits where it can be seen. */
  #settle(): void {
    this.#look()
    this.#places.clear()
    this.#leavers.clear()
    this.#bytes = 0
  }

  /** Takes note of all for whom something waits: it puts them apart. */
  #look(): void {
    for (const { members } of this.#places) for (const member of members) look(member)
    for (const member of this.#leavers) look(member)
    this.#copies = 0
  }
}

const look = ({ transport, outbox }: Subscriber): void => {
  if (transport && transport.bufferedAmount > 0) outbox?.measure()
}
