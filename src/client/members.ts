import type { Schema } from '../channel/schema.ts'
import type { Member } from '../channel/types.ts'
import { ChannelError } from './channel-error.ts'
import { checkNow } from './check.ts'

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

/** Keeps the members as the server tells of them. */
export const createRoster = (
  schema: Schema | undefined,
  set: (members: Members) => void,
  report: (fault: ChannelError) => void,
): ((type: string, told: Presence) => void) => {
  // One who shows something else stays in the same place.
  const list = new Map<string, Member<unknown>>()
  return (type, told) => {
    const { members, count } = told
    if (members) list.clear()
    if (type === 'left') list.delete(told.id)
    for (const member of members ?? (type === 'joined' ? [told] : [])) {
      const { id, data } = member
      const checked = schema ? checkNow(schema, data, 'presence') : { value: data }
      if (checked.issues) report(new ChannelError('invalid', 'presence', checked))
      else if (list.size < most || list.has(id)) list.set(id, { id, data: checked.value })
    }
    set({ list: [...list.values()], count })
  }
}
