import { cases } from '../../src/testing/cases/index.ts'
import type { Column } from './columns.ts'
import type { Sign, Verdict } from './judge.ts'

/** A column with the verdicts of all cases, in the order of the contract. */
export interface Judged {
  readonly column: Column
  readonly verdicts: readonly Verdict[]
}

const signs: Readonly<Record<Sign, string>> = { pass: '✅', fail: '❌', declared: '📌', none: '–' }

export const legend: string = `${signs.pass} pass · ${signs.fail} fail · ${signs.declared} a limit of the runtime, declared, with a case that asserts what is seen instead ([runtimes](runtimes.md)) · ${signs.none} none`

const rowOf = (id: string): string => id.replace(/[a-z]+$/, '')
const areas = [...new Set(cases.map(({ id }) => id.slice(0, 2)))]
export const rows: readonly string[] = areas.flatMap((area) =>
  [...new Set(cases.map(({ id }) => rowOf(id)))].filter((row) => row.startsWith(area)).sort(),
)

const titles = new Map(cases.map(({ id, title }) => [id, title]))

const of = (row: string, { verdicts }: Judged): Verdict[] => verdicts.filter(({ id }) => rowOf(id) === row)

/** A row passes if all its cases do that can be asked here. */
export function signOf(row: string, judged: Judged): Sign {
  const found = of(row, judged).map(({ sign }) => sign)
  return (['fail', 'declared', 'pass'] as const).find((sign) => found.includes(sign)) ?? 'none'
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], body: readonly (readonly string[])[]): string => {
  // Signs and numbers stand in the middle.
  const rule = head.map((_, index) => (body.every((cells) => (cells[index] ?? '').length < 4) ? ':---:' : '---'))
  return [line(head), line(rule), ...body.map(line)].join('\n')
}

const titleOf = ({ library, runtime }: Column): string => `${library} on ${runtime}`

/** How many rows and cases each column passes. */
export function summary(all: readonly Judged[]): string {
  const { pass, declared, fail, none } = signs
  return table(
    ['library', 'runtime', `rows ${pass}`, declared, fail, none, `cases ${pass}`, declared, fail],
    all.map((judged) => {
      const { column, verdicts } = judged
      const ofRows = tally(rows.map((row) => signOf(row, judged)))
      const ofCases = tally(verdicts.map(({ sign }) => sign))
      return [column.library, column.runtime, ...ofRows, ...ofCases.slice(0, 3)]
    }),
  )
}

const tally = (found: readonly Sign[]): string[] =>
  (['pass', 'declared', 'fail', 'none'] as const).map((sign) => String(found.filter((one) => one === sign).length))

/** Every row with the title of its first case, a column a library and runtime. */
export function matrix(all: readonly Judged[]): string {
  return table(
    ['row', ...all.map(({ column }) => `${column.library}<br>${column.runtime}`), 'its first case'],
    rows.map((row) => [row, ...all.map((judged) => signs[signOf(row, judged)]), titles.get(row) ?? '']),
  )
}

/** What was seen in each cell that failed or is declared. */
export function findings(all: readonly Judged[]): string {
  const blocks = all.map((judged) => {
    const lines = rows.flatMap((row) => finding(row, judged))
    return lines.length === 0
      ? undefined
      : `<details>\n<summary>${titleOf(judged.column)}</summary>\n\n${lines.join('\n')}\n\n</details>`
  })
  return blocks.filter((block) => block !== undefined).join('\n\n')
}

function finding(row: string, judged: Judged): string[] {
  const sign = signOf(row, judged)
  if (sign !== 'fail' && sign !== 'declared') return []
  const found = of(row, judged)
  const such = found.filter((verdict) => verdict.sign === sign)
  const asked = found.filter((verdict) => verdict.sign !== 'none').length
  const [first] = such
  const share = asked === 1 ? '' : ` (${such.length} of ${asked} cases)`
  return [`- ${first?.id}${share}: \`${first?.seen}\``]
}

/** The signs of a printed page, by row and column. */
export function signsOf(page: string): Map<string, string> {
  const cells = new Map<string, string>()
  let head: string[] = []
  for (const text of page.split('\n')) {
    const [first, ...rest] = text
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    if (first === 'row') head = rest
    if (first !== undefined && rows.includes(first)) {
      for (const [index, sign] of rest.slice(0, -1).entries())
        cells.set(`${first}, ${head[index]?.replace('<br>', ' on ')}`, sign)
    }
  }
  return cells
}
