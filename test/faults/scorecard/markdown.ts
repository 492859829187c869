import { availableParallelism, totalmem } from 'node:os'
import process from 'node:process'
import { runtimeNames } from '../demand.ts'
import { cellsOf, type Row, type Section, tally } from './card.ts'
import { askedText, cellText, heading } from './words.ts'

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const columns = ['demand', 'asked', ...runtimeNames.map(heading), 'broken']

const tableOf = (rows: readonly Row[]): string =>
  [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line([row.says, askedText(row), ...cellsOf(row).map(cellText)])),
  ].join('\n')

/** When and where it was measured. */
function origin(sections: readonly Section[]): string {
  const dates = sections
    .flatMap(({ rows }) => rows.flatMap(cellsOf))
    .flatMap(({ at }) => (at === undefined ? [] : [at]))
  if (dates.length === 0) return 'Nothing was measured.'
  const days = [Math.min(...dates), Math.max(...dates)].map((date) => new Date(date).toISOString().slice(0, 10))
  const machine = `${availableParallelism()} processors and ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`
  return `Measured on ${[...new Set(days)].join(' to ')}, on a machine of ${machine}.`
}

/** What the declared cells of a table are. */
const limitsOf = (rows: readonly Row[]): readonly string[] =>
  rows.flatMap(({ id, cells }) =>
    [...cells].flatMap(([runtime, { limit }]) =>
      // Those of the contract stand in the table of limits.
      limit && !id.startsWith('rules-') ? [`- ${heading(runtime)}: ${limit.observed} ([source](${limit.link}))`] : [],
    ),
  )

/** The scorecard as it stands in docs/security.md. */
export function asMarkdown(sections: readonly Section[]): string {
  const { met, declared, ...others } = tally(sections)
  const failed = others['not met'] + others['not measured']
  const parts = sections.map(({ title, rows }) => {
    const limits = [...new Set(limitsOf(rows))]
    return [`### ${title}`, tableOf(rows), ...(limits.length > 0 ? [limits.join('\n')] : [])].join('\n\n')
  })
  return [`${origin(sections)} ${met} ✓, ${declared} ~, ${failed} ✗.`, ...parts].join('\n\n')
}
