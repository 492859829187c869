import { ours } from '../servers.ts'
import type { Figures } from './figures.ts'
import { about, factor, ifAny, kib, table } from './markdown.ts'
import { byScenario, runtimeTitle, scenarioTitle } from './names.ts'
import { middleOf, timesByRound } from './ratios.ts'
import type { Technique } from './records.ts'

/** Ours before and now, each as a ratio to the raw server of its own run; and its memory. */
export function gains(before: Figures, now: Figures): string {
  const change = (
    of: (figures: Figures) => number | undefined,
    print: (value: number) => string,
  ): string | undefined => {
    const [then, today] = [of(before), of(now)]
    return then === undefined || today === undefined ? undefined : `${print(then)} → **${print(today)}**`
  }
  const scenarios = [...new Set(now.runtimes.flatMap((runtime) => now.rates(runtime)))].sort(byScenario)
  const rows = scenarios.map((scenario) => [
    scenarioTitle(scenario),
    ...now.runtimes.map((runtime) => change((figures) => figures.ratio(runtime, ours, scenario), factor)),
  ])
  const memory = now.runtimes.map((runtime) => change((figures) => figures.median(runtime, ours, 'idle'), kib))
  const head = ['ratio to raw, before → now', ...now.runtimes.map(runtimeTitle)]
  return table(head, [...rows, ['KiB per idle connection', ...memory]])
}

/** What each technique gives, measured without and with it. */
export function techniqueTable(techniques: readonly Technique[]): string {
  const rows = techniques.map(({ name, runtime, scenario, unit, without, with: used }) => {
    const [less, more] = unit === 'bytes' ? [used, without] : [without, used]
    return [
      `${name} (${runtimeTitle(runtime)}, ${scenarioTitle(scenario)})`,
      ...[without, used].map((rounds) =>
        ifAny(middleOf(rounds), unit === 'bytes' ? (value) => `${kib(value)} KiB` : about),
      ),
      ifAny(timesByRound(more, less), (value) => `**${factor(value)} ×**`),
    ]
  })
  return table(['technique', 'without, per CPU second', 'with', 'gain'], rows)
}
