import type { Alarm } from '../alarms.ts'
import { type Envelope, write } from '../channel/envelope.ts'
import { Rate } from '../guards/rate.ts'
import type { Hub } from '../hub.ts'
import type { Line } from '../live-socket.ts'

// More are only counted.
const mostListed = 100
// Nor are more listed than fit into so many characters of JSON.
const mostShown = 16_384
// To more connections, or beyond the rate, changes are told all together, so many ms later.
const mostAtOnce = 100
const rate = { perSecond: 2, burst: 20 }
const pause = 1_000
// Of more changes the whole list is shorter.
const fewChanges = 10

/** What a connection shows of itself. */
export interface Shown {
  /** What goes over the wire. */
  readonly data: unknown
  /** The same as its schema makes it. */
  readonly made: unknown
  /** By which it is told whether anything has changed. */
  readonly text: string
}

/** One who is in a room: a person, or one connection of nobody in particular. */
class Member implements Alarm {
  readonly id: string
  readonly lines: Set<Line> = new Set()
  shown: Shown
  readonly #gone: () => void
  due = 0
  place = -1

  constructor(id: string, shown: Shown, gone: () => void) {
    this.id = id
    this.shown = shown
    this.#gone = gone
  }

  ring(): void {
    this.#gone()
  }
}

/** What a roster tells its server. */
export interface RosterHost {
  /** Whether all that has changed is told. */
  settled(isSettled: boolean): void
  /** Nobody is there any more. */
  over(): void
}

/**
 * Who is in one room, as its connections in this process tell. Everybody is told of those who have been there for longest,
 * as many as are listed, and of the number of all: what is told is the difference to what was told before.
 */
export class Roster implements Alarm {
  readonly #hub: Hub
  readonly #host: RosterHost
  readonly #rate: Rate
  /** By their keys or, without one, their connections. */
  readonly #members = new Map<string | Line, Member>()
  readonly #lines = new Set<Line>()
  /** Those who have missed something. */
  readonly #behind = new Set<Line>()
  /** Those who may come back. */
  readonly #away = new Set<Member>()
  /** What all were told: by the ids of those listed what they show, and the number of all. */
  #told: ReadonlyMap<string, string> = new Map()
  #count = 0
  #waits = false
  due = 0
  place = -1

  constructor(hub: Hub, host: RosterHost) {
    this.#hub = hub
    this.#host = host
    this.#rate = new Rate(rate, hub.platform.now())
  }

  memberOf(line: Line): Member | undefined {
    const member = this.#members.get(line.key ?? line)
    return member?.lines.has(line) ? member : undefined
  }

  enter(line: Line, shown: Shown | undefined): void {
    if (shown) this.change(line, shown)
    this.#lines.add(line)
    if (!line.send(this.#list())) this.#miss(line)
  }

  resume(line: Line, shown: Shown | undefined, id: string | undefined): void {
    if (shown) this.#put(line, shown, id)
    this.#lines.add(line)
    this.#note()
    // In which order they had come is not kept.
    if (this.#told.size < this.#count) this.#miss(line)
  }

  change(line: Line, shown: Shown): void {
    this.#put(line, shown)
    this.#changed()
  }

  leave(line: Line, patience: number): void {
    const member = this.memberOf(line)
    this.#behind.delete(line)
    if (!this.#lines.delete(line)) return
    member?.lines.delete(line)
    if (this.#lines.size === 0) this.#end()
    // At the end of a server nobody is told.
    else if (member?.lines.size === 0 && !this.#hub.farewell) {
      this.#away.add(member)
      this.#hub.alarms.set(member, patience)
      this.#settle()
    }
  }

  ring(): void {
    this.#waits = false
    this.#tell()
  }

  #put(line: Line, shown: Shown, id?: string): void {
    const key = line.key ?? line
    const member = this.#members.get(key) ?? this.#join(key, shown, id)
    this.#hub.alarms.clear(member)
    this.#away.delete(member)
    member.lines.add(line)
    member.shown = shown
  }

  #join(key: string | Line, shown: Shown, id = this.#hub.platform.id()): Member {
    const member = new Member(id, shown, () => {
      this.#members.delete(key)
      this.#away.delete(member)
      this.#changed()
    })
    this.#members.set(key, member)
    return member
  }

  #changed(): void {
    if (this.#lines.size <= mostAtOnce && this.#rate.tryTake(this.#hub.platform.now())) this.#tell()
    else this.#wait()
  }

  /** Those of whom all are told. */
  #listed(): Member[] {
    const listed: Member[] = []
    let size = 0
    for (const member of this.#members.values()) {
      size += member.shown.text.length
      if (listed.length === mostListed || size > mostShown) break
      listed.push(member)
    }
    return listed
  }

  /** All that there is to know. */
  #list(): string {
    const members = this.#listed().map(({ id, shown: { data } }) => ({ id, data }))
    return write({ type: 'presence', data: { members, count: this.#members.size } })
  }

  /** Takes note that all know what there is to know; answers with what they did not know. */
  #note(): Envelope[] {
    const [told, listed, count] = [this.#told, this.#listed(), this.#members.size]
    this.#told = new Map(listed.map(({ id, shown: { text } }) => [id, text]))
    const changes: Envelope[] = []
    for (const id of told.keys()) if (!this.#told.has(id)) changes.push({ type: 'left', data: { id, count } })
    for (const { id, shown } of listed) {
      if (told.get(id) !== shown.text) changes.push({ type: 'joined', data: { id, data: shown.data, count } })
    }
    if (changes.length === 0 && count !== this.#count) changes.push({ type: 'presence', data: { count } })
    this.#count = count
    return changes
  }

  #tell(): void {
    const changes = this.#note()
    const messages = changes.length > fewChanges ? [this.#list()] : changes.map(write)
    for (const line of this.#lines) {
      const isTold = this.#behind.delete(line) ? line.send(this.#list()) : messages.every((one) => line.send(one))
      if (!isTold) this.#miss(line)
    }
    this.#settle()
  }

  /** It is told all again, as soon as it reads; one that closes needs nothing any more. */
  #miss(line: Line): void {
    if (line.readyState !== 1) return
    this.#behind.add(line)
    this.#wait()
  }

  #wait(): void {
    if (!this.#waits) this.#hub.alarms.set(this, pause)
    this.#waits = true
    this.#settle()
  }

  #settle(): void {
    this.#host.settled(!this.#waits && this.#away.size === 0)
  }

  #end(): void {
    for (const alarm of [this, ...this.#away]) this.#hub.alarms.clear(alarm)
    this.#host.settled(true)
    this.#host.over()
  }
}
