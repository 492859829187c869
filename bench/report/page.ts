import { Figures } from './figures.ts'
import { gains, techniqueTable } from './gains.ts'
import { targetTable } from './judged.ts'
import { correctness, frames, growth, kept, latency, memory } from './measures.ts'
import { obstacles } from './obstacles.ts'
import { loads, origin } from './origin.ts'
import { fanOut, headline, type Picture, speeds } from './pictures.ts'
import type { Records } from './records.ts'
import { capacitySources, capacityTable, workedExample } from './sizing.ts'
import { speed } from './speed.ts'
import { summary } from './summary.ts'

/** What is printed: the blocks of the page by their names, and its pictures. */
export interface Printed {
  readonly blocks: Readonly<Record<string, string>>
  readonly pictures: readonly Picture[]
}

const shown = ({ file, about }: Picture): string => `![${about.title}](performance/${file})`

export function printed({ runs, before, techniques, profiles, heaps }: Records): Printed {
  const figures = new Figures(runs)
  const first = headline(figures)
  const ofRuntime = new Map(
    figures.runtimes.map((runtime) => [runtime, [...speeds(figures, runtime), ...fanOut(figures, runtime)]]),
  )
  const blocks = {
    summary: [summary(figures), ...first.map(shown)].join('\n\n'),
    speed: speed(figures, (runtime) => (ofRuntime.get(runtime) ?? []).map(shown)),
    targets: targetTable(figures),
    obstacles: obstacles(figures, profiles),
    memory: [memory(figures), growth(figures)].join('\n\n'),
    kept: kept(heaps),
    latency: latency(figures),
    frames: frames(figures),
    correctness: correctness(figures),
    gains: [gains(new Figures(before), figures), techniqueTable(techniques)].join('\n\n'),
    origin: origin(runs, figures),
    loads: loads(),
    capacity: [capacityTable(figures), capacitySources()].join('\n\n'),
    example: workedExample(figures),
  }
  return { blocks, pictures: [...first, ...ofRuntime.values()].flat() }
}

/** Puts each text between the marks of the page that have its name, and that of who prints it. */
export function insert(page: string, blocks: Printed['blocks'], printer = 'bench/report/print.ts'): string {
  return Object.entries(blocks).reduce((rest, [name, text]) => {
    const [open, close] = [`<!-- ${name}: printed by ${printer} -->\n`, `\n<!-- /${name} -->`]
    const [start, end] = [rest.indexOf(open), rest.indexOf(close)]
    if (start === -1 || end < start) throw new Error(`the page has no place for ${name}`)
    return rest.slice(0, start + open.length) + text + rest.slice(end)
  }, page)
}

const cellsOf = (row: string): readonly string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

/** What a page has, whatever the figures are: its headings, its pictures, and the columns and rows of its tables. */
export function shapeOf(page: string): ReadonlySet<string> {
  const shape = new Set<string>()
  let [heading, before] = ['', '']
  // What stands in the way of a target depends on the figures.
  for (const text of page.replace(/<!-- obstacles[\s\S]*<!-- \/obstacles -->/, '').split('\n')) {
    if (text.startsWith('#')) heading = text
    const [first, ...others] = cellsOf(text)
    if (!text.startsWith('|')) shape.add(/^!\[.*\]\((.*)\)$/.exec(text)?.[1] ?? heading)
    else if (before.startsWith('|')) shape.add(`${heading}, row ${first}`)
    else for (const column of others) shape.add(`${heading}, column ${column}`)
    before = text
  }
  return shape
}

/** What is printed and a page does not have. */
export function missingIn(page: string, fresh: string): readonly string[] {
  const has = shapeOf(page)
  return [...shapeOf(fresh)].filter((part) => !has.has(part))
}
