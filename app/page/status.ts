import type { Cause, Status } from 'jackfield/client'

/** The state in one word, as the meter shows it. */
export const stateNames: Readonly<Record<Status['state'], string>> = {
  idle: 'not in use',
  connecting: 'connecting',
  open: 'live',
  waiting: 'waiting',
  closed: 'closed',
}

/** What the notice says: what is wrong in the client's words, what comes next, and what its button does. */
export interface Trouble {
  readonly why: string
  readonly next: string
  readonly button: 'Try now' | 'Reload the page'
}

/** What keeps a line from being live; nothing if nothing does. `last` is why it was lost or did not open. */
export const troubleOf = (status: Status, last: Cause | undefined, now: number): Trouble | undefined => {
  if (!last || status.state === 'open' || status.state === 'idle') return undefined
  const [why, button] = [last.message, 'Try now'] as const
  if (status.state === 'closed') {
    return { why, next: 'Another try by itself would not help.', button: 'Reload the page' }
  }
  if (status.state === 'connecting') return { why, next: `Trying now, for the ${nth(status.attempt)} time.`, button }
  return { why, next: `Next try in ${Math.max(Math.ceil((status.until - now) / 1000), 0)} s.`, button }
}

const nth = (count: number): string => {
  const ending = { one: 'st', two: 'nd', few: 'rd' } as const
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(count)
  return `${count}${ending[rule as keyof typeof ending] ?? 'th'}`
}
