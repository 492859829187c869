import { factor } from './markdown.ts'
import { type About, element, line, margin, picture, text, width } from './svg.ts'

export interface Bar {
  readonly name: string
  /** A ratio to the base. */
  readonly value: number
  readonly ours?: boolean
}

/** Bars that belong together. */
export interface Group {
  readonly title: string
  readonly bars: readonly Bar[]
}

const [left, right] = [width * 0.36, width - margin - 56]
const pitch = 21
const thickness = 14
const [top, gap] = [112, 34]

/** Where ratios lie: by their logarithms, so that half and double are as far from one. */
export function scaleOf(values: readonly number[]): (value: number) => number {
  const low = Math.log2(Math.min(0.5, ...values) * 0.97)
  const high = Math.log2(Math.max(2, ...values) * 1.03)
  return (value) => left + ((Math.log2(value) - low) / (high - low)) * (right - left)
}

/** Powers of two that are on the scale. */
const marksOn = (scale: (value: number) => number): readonly number[] =>
  Array.from({ length: 21 }, (_, index) => 2 ** (index - 10)).filter(
    (mark) => scale(mark) >= left && scale(mark) <= right,
  )

const markText = (mark: number): string => (mark < 1 ? `1/${1 / mark}` : `${mark}×`)

const canBeDrawn = ({ value }: Bar): boolean => Number.isFinite(value) && value > 0

/** Bars to the right of one where there is more than the base, and to its left where there is less. */
export function barChart(about: About, base: string, groups: readonly Group[]): string {
  const drawn = groups
    .map(({ title, bars }) => ({ title, bars: bars.filter(canBeDrawn) }))
    .filter(({ bars }) => bars.length > 0)
  const scale = scaleOf(drawn.flatMap(({ bars }) => bars.map(({ value }) => value)))

  const parts: string[] = []
  let y = top
  for (const { title, bars } of drawn) {
    parts.push(text(margin, y + 14, title, 'head'))
    y += 24
    for (const bar of bars) {
      parts.push(...drawnBar(bar, scale, y))
      y += pitch
    }
    y += gap - pitch
  }
  const bottom = y - gap + pitch
  const rules = marksOn(scale).flatMap((mark) => [
    line(scale(mark), top - 8, scale(mark), bottom + 4, mark === 1 ? 'base' : 'rule'),
    text(scale(mark), top - 16, markText(mark), 'small quiet', 'middle'),
  ])
  const heads = [
    text(margin, 38, about.title, 'title'),
    text(margin, 62, `Work per CPU second; the line at 1× is ${base}.`, 'quiet'),
  ]
  return picture(about, bottom + margin, [...heads, ...rules, ...parts])
}

function drawnBar({ name, value, ours }: Bar, scale: (value: number) => number, y: number): readonly string[] {
  const [from, to] = [Math.min(scale(1), scale(value)), Math.max(scale(1), scale(value))]
  const kind = ours ? 'ours' : 'others'
  const baseline = y + thickness - 2
  return [
    text(left - 10, baseline, name, ours ? 'ours' : 'quiet', 'end'),
    element('rect', { x: from, y, width: Math.max(to - from, 2), height: thickness, rx: 2, class: kind }),
    text(width - margin, baseline, factor(value), `number ${ours ? 'ours' : 'quiet'}`, 'end'),
  ]
}
