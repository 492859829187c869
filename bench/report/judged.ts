import type { Figures } from './figures.ts'
import { listing, percent } from './markdown.ts'
import { runtimeTitle } from './names.ts'
import { flat, type Seen, type Target } from './target.ts'
import { targets } from './targets.ts'

export type Verdict = 'met' | 'not met' | 'not measured'

export interface Judged {
  readonly target: Target
  readonly seen: Seen | undefined
  readonly verdict: Verdict
}

function judge(target: Target, figures: Figures): Judged {
  const seen = target.seen(figures)
  if (seen === undefined || !Number.isFinite(seen.value)) return { target, seen: undefined, verdict: 'not measured' }
  const isMet = target.at === 'least' ? seen.value >= target.threshold : seen.value <= target.threshold
  return { target, seen, verdict: isMet ? 'met' : 'not met' }
}

/** Every target with what was seen of it. */
export const judged = (figures: Figures): readonly Judged[] => targets.map((target) => judge(target, figures))

/** Two digits, cut to the worse side: what is not met must not look as if it were. */
function cut(value: number, at: Target['at']): string {
  const hundredths = Number((value * 100).toFixed(6))
  return ((at === 'least' ? Math.floor(hundredths) : Math.ceil(hundredths)) / 100).toFixed(2)
}

const marks: Readonly<Record<Verdict, string>> = { met: '✓ met', 'not met': '✗ **not met**', 'not measured': '–' }

export const wantedText = ({ at, threshold, unit = '' }: Target): string =>
  `${at === 'least' ? '≥' : '≤'} ${threshold}${unit}`

export const seenText = ({ at, unit = '' }: Target, seen: Seen | undefined): string =>
  seen ? `${cut(seen.value, at)}${unit}${seen.where ? ` (${seen.where})` : ''}` : 'not measured'

const rowOf = ({ target, seen, verdict }: Judged): readonly string[] => [
  `${runtimeTitle(target.runtime)}: ${target.says}`,
  wantedText(target),
  seenText(target, seen),
  marks[verdict],
]

/** The targets table. */
export const targetTable = (figures: Figures): string =>
  [
    `Where the target is no difference, ${percent(flat - 1)} is none.`,
    listing(['target', 'asked', 'this run', ''], judged(figures).map(rowOf)),
  ].join('\n\n')

/** How many targets have each verdict. */
export function tally(all: readonly Judged[]): Readonly<Record<Verdict, number>> {
  const counts = { met: 0, 'not met': 0, 'not measured': 0 }
  for (const { verdict } of all) counts[verdict] += 1
  return counts
}
