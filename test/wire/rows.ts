import type { WireTarget } from '../../testing/wire.ts'
import { ask } from './ask.ts'
import type { Breach } from './frames/case.ts'
import { frameCases } from './frames/index.ts'
import { type Outcome, show } from './outcome.ts'
import { play } from './play.ts'
import { handshakes } from './requests/handshakes.ts'
import { targetCases } from './requests/targets.ts'

/** One case of the table: what must come of it, and a way to see what does. */
export interface Row {
  readonly part: 'frames' | 'handshakes' | 'targets'
  readonly group: string
  /** Group and name. */
  readonly id: string
  readonly expected: string
  readonly breach?: Breach
  readonly outcome?: Outcome
  readonly overlooked?: Outcome
  run(target: WireTarget): Promise<string>
}

const frames = frameCases.map((one): Row => {
  const { group, name, expected, breach, overlooked } = one
  return {
    part: 'frames',
    group,
    id: `${group}: ${name}`,
    expected: show(expected),
    breach,
    outcome: expected,
    overlooked,
    run: async (target) => show(await play(target, one)),
  }
})

const requests = (part: Row['part'], cases: typeof handshakes): Row[] =>
  cases.map((one) => ({
    part,
    group: one.group,
    id: `${one.group}: ${one.name}`,
    expected: one.expected,
    run: (target) => ask(target, one),
  }))

export const rows: readonly Row[] = [
  ...frames,
  ...requests('handshakes', handshakes),
  ...requests('targets', targetCases),
]
