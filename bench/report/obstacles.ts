import { ours, type RuntimeName } from '../servers.ts'
import { baseOf, type Figures } from './figures.ts'
import { type Judged, judged, seenText, wantedText } from './judged.ts'
import { factor, ifAny, percent, table } from './markdown.ts'
import { runtimeTitle, scenarioTitle, serverTitle } from './names.ts'
import { times } from './ratios.ts'
import { reasons } from './reasons.ts'
import type { Profile } from './records.ts'

/** A scenario in which a target is missed. */
interface Missed {
  readonly runtime: RuntimeName
  readonly scenario: string
  readonly targets: readonly Judged[]
}

/** All of them: several targets may be missed in one. */
export function missedIn(figures: Figures): readonly Missed[] {
  const found = new Map<string, Missed>()
  for (const one of judged(figures)) {
    if (one.verdict !== 'not met' || one.seen === undefined) continue
    const { runtime } = one.target
    const { scenario } = one.seen
    const key = `${runtime} ${scenario}`
    found.set(key, { runtime, scenario, targets: [...(found.get(key)?.targets ?? []), one] })
  }
  return [...found.values()]
}

/** Less than this of the time is no obstacle. */
const least = 0.02

/** Where the time of a unit goes, on ours and on the raw server: in microseconds, where both were measured. */
function profileTable(
  { runtime, scenario }: Missed,
  figures: Figures,
  profiles: readonly Profile[],
): string | undefined {
  const servers = [ours, baseOf(runtime, scenario)]
  const sharesOf = (server: string) =>
    profiles.find((one) => one.runtime === runtime && one.scenario === scenario && one.server === server)?.shares ?? []
  const all = servers.map(sharesOf)
  if (all[0]?.length === 0) return undefined
  const kinds = [
    ...new Set(all.flatMap((shares) => shares.filter(({ share }) => share >= least)).map(({ what }) => what)),
  ]
  const cell = (server: string, what: string): string | undefined => {
    const share = sharesOf(server).find((one) => one.what === what)?.share
    const cost = times(1e6, figures.median(runtime, server, scenario))
    return ifAny(share, (value) => `${cost === undefined ? '' : `${factor(cost * value)} µs, `}${percent(value)}`)
  }
  const unit = figures.find(runtime, ours, scenario)?.unit.replace(/s$/, '').replace('deliverie', 'delivery') ?? ''
  return table(
    [`of a ${unit}`, ...servers.map((server) => serverTitle(runtime, server))],
    kinds.map((what) => [what, ...servers.map((server) => cell(server, what))]),
  )
}

const targetLine = ({ target, seen }: Judged): string =>
  `${target.says}: ${seenText(target, seen)}, wanted ${wantedText(target)}`

/** For each target that is missed what stands in the way: why, and where the time goes. */
export function obstacles(figures: Figures, profiles: readonly Profile[]): string {
  const parts = missedIn(figures).map((missed) => {
    const { runtime, scenario, targets } = missed
    return [
      `#### ${runtimeTitle(runtime)}, ${scenarioTitle(scenario)}`,
      targets.map((one) => `- ${targetLine(one)}`).join('\n'),
      reasons[`${runtime} ${scenario}`] ?? [],
      profileTable(missed, figures, profiles) ?? [],
    ]
      .flat()
      .join('\n\n')
  })
  return parts.length > 0 ? parts.join('\n\n') : 'Nothing: every target that was measured is met.'
}
