import type { Alarm, Alarms } from '../alarms.ts'
import { type Envelope, write } from '../channel/envelope.ts'
import { Rate } from '../guards/rate.ts'
import type { Platform } from '../seam.ts'

// More are only counted.
const mostListed = 100
// Nor are more listed than fit into so many bytes of JSON, with so many for the id and the names.
const mostShown = 16_000
const idSize = 64
// To more connections, or beyond the rate, changes are told all together, so many ms later.
const mostAtOnce = 100
const rate = { perSecond: 2, burst: 20 }
const pause = 1_000

/** What a connection shows of itself. */
export interface Shown {
  /** What goes over the wire. */
  readonly data: unknown
  /** By which it is told whether anything has changed. */
  readonly text: string
  /** In bytes. */
  readonly size: number
}

/** One who is in a room: a person, or one connection of nobody in particular. */
class Member implements Alarm {
  readonly id: string
  /** Its connections, and what each shows: the one that has spoken last comes last. */
  readonly lines: Map<Visitor, Shown> = new Map()
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

/** A connection, as its roster sees it. */
export interface Visitor {
  readonly key: string | undefined
  /** 1 while it is open. */
  readonly readyState: number
  /** Whether it took a message. */
  send(message: string): boolean
}

/** What a roster needs of where it is kept. */
export interface RosterHub {
  readonly alarms: Alarms
  readonly platform: Pick<Platform, 'now' | 'id'>
  /** What is said to all of them at the end. */
  readonly farewell?: unknown
}

/** What a roster tells. */
interface RosterHost {
  /** Whether all that has changed is told. */
  settled(isSettled: boolean): void
  /** Nobody is there any more, though some may come back. */
  empty(): void
}

/**
 * Who is in one room, as its connections tell. Everybody is told of those who have been there for longest, as many as are
 * listed, and of the number of all: what is told is the difference to what was told before.
 */
export class Roster implements Alarm {
  readonly #hub: RosterHub
  readonly #host: RosterHost
  readonly #rate: Rate
  /** By their keys or, without one, their connections. */
  readonly #members = new Map<string | Visitor, Member>()
  readonly #lines = new Set<Visitor>()
  /** Those who have missed something. */
  readonly #behind = new Set<Visitor>()
  /** Those who may come back. */
  readonly #away = new Set<Member>()
  /** What all were told: by the ids of those listed what they show, and the number of all. */
  #told: ReadonlyMap<string, string> = new Map()
  #count = 0
  #waits = false
  /** Whether it may be something else that they were told. */
  #isUnsure = false
  /** Of an empty room: until when somebody may come back. */
  until = 0
  due = 0
  place = -1

  constructor(hub: RosterHub, host: RosterHost) {
    this.#hub = hub
    this.#host = host
    this.#rate = new Rate(rate, hub.platform.now())
  }

  memberOf(line: Visitor): Member | undefined {
    const member = this.#members.get(line.key ?? line)
    return member?.lines.has(line) ? member : undefined
  }

  enter(line: Visitor, shown: Shown | undefined): void {
    if (this.#lines.size === 0) this.#wake()
    if (shown) this.#put(line, shown)
    if (shown) this.#changed()
    this.#lines.add(line)
    if (!line.send(this.#list())) this.miss(line)
  }

  resume(line: Visitor, shown: Shown | undefined, id: string | undefined): void {
    if (shown) this.#put(line, shown, id)
    this.#lines.add(line)
    this.#note()
    // In which order they had come is not kept: those of whom all know may be others.
    if (this.#told.size < this.#count) this.#isUnsure = true
  }

  /** One that has left changes nothing. */
  change(line: Visitor, shown: Shown | undefined): void {
    if (!this.#lines.has(line)) return
    if (!shown) return void this.#drop(line)?.ring()
    this.#put(line, shown)
    this.#changed()
  }

  leave(line: Visitor, patience: number): void {
    this.#behind.delete(line)
    if (!this.#lines.delete(line)) return
    const member = this.#drop(line)
    // At the end of a server nobody is told; and without a key nobody can come back as the same.
    if (member && !this.#hub.farewell) {
      if (line.key === undefined) member.ring()
      else this.#await(member, patience)
    }
    if (this.#lines.size === 0) this.#rest()
  }

  #await(member: Member, patience: number): void {
    this.until = Math.max(this.until, this.#hub.platform.now() + patience)
    this.#away.add(member)
    this.#hub.alarms.set(member, patience)
    this.#settle()
  }

  ring(): void {
    this.#waits = false
    this.#tell()
  }

  #put(line: Visitor, shown: Shown, id?: string): void {
    const key = line.key ?? line
    const member = this.#members.get(key) ?? this.#join(key, shown, id)
    this.#hub.alarms.clear(member)
    this.#away.delete(member)
    member.lines.delete(line)
    member.lines.set(line, shown)
    member.shown = shown
  }

  /** It shows nothing any more, and its member what another one has shown; answers with a member that has no other. */
  #drop(line: Visitor): Member | undefined {
    const member = this.memberOf(line)
    member?.lines.delete(line)
    const shown = [...(member?.lines.values() ?? [])].at(-1)
    if (!member || !shown) return member
    if (shown.text !== member.shown.text) {
      member.shown = shown
      this.#changed()
    }
  }

  #join(key: string | Visitor, shown: Shown, id = this.#hub.platform.id()): Member {
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
      size += member.shown.size + idSize
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
    const changes = this.#note().map(write)
    const list = this.#list()
    // Many changes are longer than the whole list; of a single one the reader is told what it was.
    const isLonger = changes.length > 1 && changes.join('').length > list.length
    const messages = this.#isUnsure || isLonger ? [list] : changes
    this.#isUnsure = false
    for (const line of this.#lines) {
      const isTold = this.#behind.delete(line) ? line.send(list) : messages.every((one) => line.send(one))
      if (!isTold) this.miss(line)
    }
    this.#settle()
  }

  /** It has missed something, and is told all again as soon as it reads; one that closes needs nothing any more. */
  miss(line: Visitor): void {
    if (line.readyState !== 1 || !this.#lines.has(line)) return
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

  /** Nobody is there to be told anything. */
  #rest(): void {
    if (this.#away.size === 0) this.until = 0
    for (const alarm of [this, ...this.#away]) this.#hub.alarms.clear(alarm)
    this.#waits = false
    this.#host.settled(true)
    this.#host.empty()
  }

  /** Somebody is there again: all who are away are waited for as long as the last of them. */
  #wake(): void {
    const left = this.until - this.#hub.platform.now()
    for (const member of [...this.#away]) {
      if (left > 0) this.#hub.alarms.set(member, left)
      else member.ring()
    }
  }
}
