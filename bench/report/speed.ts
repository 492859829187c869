import { ours } from '../servers.ts'
import { baseOf, type Figures, type Ranked } from './figures.ts'
import { about, factor, ifAny, percent, table } from './markdown.ts'
import { runtimeTitle, scenarioTitle, serverTitle } from './names.ts'
import type { Result } from './records.ts'

/** What no reader would notice, and a second run may turn round. */
const level = 0.03

export type Standing = 'ahead' | 'level' | 'behind'

/** How ours stands to the best of the other libraries. */
export function standingOf(ours: number, { ratio }: Ranked): Standing {
  const quotient = ours / ratio
  if (quotient > 1 + level) return 'ahead'
  return quotient < 1 - level ? 'behind' : 'level'
}

/** The words on it; those that are behind stand out as well. */
function compared(figures: Figures, runtime: string, scenario: string): string | undefined {
  const [own, best] = [figures.ratio(runtime, ours, scenario), figures.best(runtime, scenario)]
  if (own === undefined || best === undefined) return undefined
  const standing = standingOf(own, best)
  const words = `${factor(own / best.ratio)} × ${serverTitle(runtime, best.server)}, ${standing}`
  return standing === 'behind' ? `**${words}**` : words
}

/** What the base does in a CPU second. */
function baseText(figures: Figures, runtime: string, scenario: string): string | undefined {
  const base = baseOf(runtime, scenario)
  const rate = figures.median(runtime, base, scenario)
  const unit = figures.find(runtime, base, scenario)?.unit
  return rate === undefined
    ? undefined
    : `${about(rate)} ${unit}${base === 'raw' ? '' : ` (${serverTitle(runtime, base)})`}`
}

/** What did not go as it should; what is the same in several scenarios is told once. */
const notesOf = (results: readonly Result[]): readonly string[] => {
  const scenarios = new Map<string, string[]>()
  for (const { runtime, server, scenario, note } of results) {
    if (!note) continue
    // Rounds that have the same to tell tell it with other figures: one of them is enough here.
    const text = `${serverTitle(runtime, server)}: ${note.split('; ')[0]}`
    scenarios.set(text, [...(scenarios.get(text) ?? []), scenarioTitle(scenario)])
  }
  const notes = [...scenarios].map(
    ([text, [first, ...more]]) => `- ${text} (${first}${more.length > 0 ? `, and ${more.length} others` : ''})`,
  )
  return notes.length === 0 ? [] : ['', ...notes]
}

/** A table a runtime: its scenarios by its servers, as ratios to the raw one. */
export function speedOf(figures: Figures, runtime: string): string {
  const scenarios = figures.rates(runtime)
  const others = figures.servers(runtime).filter((server) => server !== ours && server !== 'raw')
  const cell = (server: string, scenario: string): string | undefined =>
    ifAny(figures.ratio(runtime, server, scenario), factor)
  const head = [
    'scenario',
    `${serverTitle(runtime, 'raw')}, per CPU second`,
    ours,
    ...others.map((server) => serverTitle(runtime, server)),
    'ours to the best library',
  ]
  const rows = scenarios.map((scenario) => [
    scenarioTitle(scenario),
    baseText(figures, runtime, scenario),
    ifAny(cell(ours, scenario), (text) => `**${text}**`),
    ...others.map((server) => cell(server, scenario)),
    compared(figures, runtime, scenario),
  ])
  return [table(head, rows), ...notesOf(figures.of(runtime))].join('\n')
}

/** How often ours is ahead of the best other library, level with it and behind it. */
export function standings(figures: Figures, runtime: string): Readonly<Record<Standing, number>> {
  const counts = { ahead: 0, level: 0, behind: 0 }
  for (const scenario of figures.rates(runtime)) {
    const [own, best] = [figures.ratio(runtime, ours, scenario), figures.best(runtime, scenario)]
    if (own !== undefined && best !== undefined) counts[standingOf(own, best)] += 1
  }
  return counts
}

/** Every runtime's table, with its pictures. */
export function speed(figures: Figures, pictures: (runtime: string) => readonly string[]): string {
  return [
    `*Ahead* and *behind* are more than ${percent(level)} of difference to the fastest of the other libraries in that row.`,
    ...figures.runtimes.flatMap((runtime) => [
      `### ${runtimeTitle(runtime)}`,
      ...pictures(runtime),
      speedOf(figures, runtime),
    ]),
  ].join('\n\n')
}
