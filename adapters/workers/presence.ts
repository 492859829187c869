import { makeAlarms } from '../../src/alarms.ts'
import { Roster, type RosterHub, type Shown } from '../../src/channels/roster.ts'
import { webPlatform } from '../platform.ts'
import type { Member } from './member.ts'
import { bytesOf } from './unread.ts'

// Clients of a Worker that has ended without a word come back over half a minute at most, and some time is theirs.
const longest = 32_000

const shownOf = (text: string): Shown | undefined =>
  text === '' ? undefined : { data: JSON.parse(text), text, size: bytesOf(text) }

/** Who is in the room of one Durable Object. Its timers keep the object awake, but only while something is to be told. */
export class Presence {
  readonly #hub: RosterHub
  #roster: Roster | undefined

  constructor() {
    const platform = webPlatform('room', { ownTimers: true })
    this.#hub = { platform, alarms: makeAlarms(platform) }
  }

  show(member: Member, text: string): void {
    const shown = shownOf(text)
    if (member.shown === undefined) this.#made.enter(member, shown)
    else this.#made.change(member, shown)
    member.shown = text
    member.name = this.#roster?.memberOf(member)?.id
  }

  /** The room has slept. */
  resume(member: Member): void {
    if (member.shown !== undefined) this.#made.resume(member, shownOf(member.shown), member.name)
  }

  missed(member: Member): void {
    this.#roster?.miss(member)
  }

  depart(member: Member, patience: number = longest): void {
    this.#roster?.leave(member, patience)
    member.shown = undefined
  }

  get #made(): Roster {
    this.#roster ??= new Roster(this.#hub, { settled() {}, empty() {} })
    return this.#roster
  }
}
