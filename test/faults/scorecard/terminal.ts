import { styleText } from 'node:util'
import { runtimeNames } from '../demand.ts'
import { type Cell, cellsOf, type Row, type Section, tally, type Verdict } from './card.ts'
import { askedText, cellText, ditto, heading, marks } from './words.ts'

const width = { says: 45, asked: 11, cell: 9, age: 6 }
const gap = '  '
const colours: Readonly<Record<Verdict, Parameters<typeof styleText>[0]>> = {
  met: 'green',
  declared: 'yellow',
  'not met': 'red',
  'not measured': 'red',
}

/** Breaks a sentence into lines. */
function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = word
    } else line += (line && ' ') + word
  }
  return [...lines, line]
}

const minute = 60_000
const steps: readonly (readonly [ms: number, unit: string])[] = [
  [24 * 60 * minute, 'd'],
  [60 * minute, 'h'],
  [minute, 'min'],
]

/** How old the oldest of a row's records is. */
function ageOf(row: Row, now: number): string {
  const dates = cellsOf(row).flatMap(({ at }) => (at === undefined ? [] : [at]))
  if (dates.length === 0) return ''
  const age = now - Math.min(...dates)
  const [ms, unit] = steps.find(([step]) => age >= step) ?? [minute, 'min']
  return `${Math.floor(age / ms)} ${unit}`
}

/** The scorecard for a terminal of 120 columns. */
export function asText(sections: readonly Section[], now: number, coloured: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    coloured ? styleText(style, text, { validateStream: false }) : text
  const cell = (one: Cell) => paint(colours[one.verdict], cellText(one).padEnd(width.cell))

  const lineOf = (row: Row): readonly string[] => {
    const [first = '', ...more] = wrap(row.says, width.says)
    const cells = cellsOf(row).map(cell)
    const line = [first.padEnd(width.says), askedText(row).padEnd(width.asked), ...cells, ageOf(row, now)]
    return [line.join(gap).trimEnd(), ...more]
  }
  const head = [
    ''.padEnd(width.says),
    'asked'.padEnd(width.asked),
    ...[...runtimeNames.map(heading), 'broken'].map((name) => name.padEnd(width.cell)),
    'age',
  ].join(gap)
  const body = sections.flatMap(({ title, rows }) => ['', paint('bold', title), ...rows.flatMap(lineOf)])
  const counts = tally(sections)
  const sum = [
    paint('green', `${marks.met} ${counts.met} met`),
    paint('yellow', `${marks.declared} ${counts.declared} declared limits of a runtime`),
    paint(
      counts['not met'] + counts['not measured'] > 0 ? 'red' : 'dim',
      `${marks['not met']} ${counts['not met']} not met, ${counts['not measured']} not measured`,
    ),
  ]
  const legend = `broken: on a server that was broken on purpose, on Node: ${marks.met} if that was noticed, ${ditto} if beside another attack`
  return `${[paint('dim', head), ...body, '', sum.join(gap), paint('dim', legend)].join('\n')}\n`
}
