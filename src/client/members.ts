import type { Member } from '../channel/types.ts'

/** Who is in the room. */
export interface Members<Data = unknown> {
  /** The first of them, at most 100. */
  readonly list: readonly Member<Data>[]
  /** How many there are in all. */
  readonly count: number
}

/** What the protocol tells: all members, one who has joined or changed, one who has left; and how many there are now. */
export interface Presence extends Member<unknown> {
  readonly members?: readonly Member<unknown>[]
  readonly count: number
}

/** As many are listed. */
const most = 100

/** Is told of the members. */
export type Roster = (type: string, told: Presence) => void | Promise<void>

/** Keeps the members as the server tells of them; of the data of each, `read` passes on what is good. */
export const createRoster = (
  set: (members: Members) => void,
  read: (data: unknown, pass: (data: unknown) => void) => void,
): Roster => {
  // One who shows something else stays in the same place.
  const list = new Map<string, Member<unknown>>()
  return (type, told) => {
    const { members, count } = told
    if (members) list.clear()
    if (type === 'left') list.delete(told.id)
    for (const { id, data } of members ?? (type === 'joined' ? [told] : [])) {
      read(data, (shown) => (list.size < most || list.has(id)) && list.set(id, { id, data: shown }))
    }
    set({ list: [...list.values()], count })
  }
}
