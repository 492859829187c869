import { count } from './markdown.ts'
import { type About, element, line, margin, picture, text, width } from './svg.ts'

export type Kind = 'ours' | 'base' | 'others'

export interface Curve {
  readonly name: string
  readonly kind: Kind
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface Panel {
  readonly title: string
  readonly curves: readonly Curve[]
}

const [top, bottom] = [154, 350]
const left = margin + 36
const between = 36
/** Those that matter most are drawn last. */
const kinds: readonly Kind[] = ['others', 'base', 'ours']

/** The step between marks: 1, 2 or 5 times a power of ten, and at most five of them up to the highest. */
export function stepFor(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(highest / 5))
  return ([1, 2, 5, 10].find((step) => highest / (step * power) <= 5) ?? 10) * power
}

/** A mark with as many digits as the step between them has. */
const markText = (mark: number, step: number): string => mark.toFixed(Math.max(0, -Math.floor(Math.log10(step))))

type Point = Curve['points'][number]
type Scale = (value: number) => number

const canBeDrawn = ([x, y]: Point): boolean => x > 0 && Number.isFinite(y) && y > 0

const withPoints = (curves: readonly Curve[]): readonly Curve[] =>
  curves
    .map((curve) => ({ ...curve, points: curve.points.filter(canBeDrawn) }))
    .filter((curve) => curve.points.length > 0)

/** Curves side by side, from zero up; to the right each power of ten is as far from the next. */
export function lineChart(about: About, unit: string, panels: readonly Panel[]): string {
  const drawn = panels
    .map(({ title, curves }) => ({ title, curves: withPoints(curves) }))
    .filter(({ curves }) => curves.length > 0)
  const points = drawn.flatMap(({ curves }) => curves.flatMap((curve) => curve.points))
  const highest = Math.max(...points.map(([, y]) => y), 0) || 1
  const step = stepFor(highest)
  const marks = Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step)
  const yOf: Scale = (value) => bottom - (value / (marks.at(-1) ?? 1)) * (bottom - top)

  const sizes = [...new Set(points.map(([x]) => x))].sort((a, b) => a - b)
  const wide = (width - margin - left - between * (drawn.length - 1)) / drawn.length
  const body = drawn.flatMap(({ title, curves }, index) => {
    const start = left + index * (wide + between)
    const xOf = scaleOf(sizes, start + 8, start + wide - 16)
    return [
      text(start, top - 18, title, 'head'),
      ...marks.map((mark) => line(start, yOf(mark), start + wide, yOf(mark), 'rule')),
      ...readable(sizes, xOf).map((size) => text(xOf(size), bottom + 20, count(size), 'small quiet', 'middle')),
      ...kinds.flatMap((kind) => curves.filter((one) => one.kind === kind)).flatMap((one) => drawnCurve(one, xOf, yOf)),
    ]
  })
  const numbers = marks.map((mark) => text(left - 8, yOf(mark) + 5, markText(mark, step), 'small quiet', 'end'))
  const heads = [text(margin, 38, about.title, 'title'), text(margin, 62, unit, 'quiet'), ...legend(drawn)]
  const foot = text(left, bottom + 42, 'subscribers', 'small quiet')
  return picture(about, bottom + 42 + margin, [...heads, ...numbers, ...body, foot])
}

/** What a number below the curves takes. */
const numberWidth = 52

/** Those whose numbers do not run into the next one. */
const readable = (sizes: readonly number[], xOf: Scale): readonly number[] =>
  sizes.filter((size, index) => xOf(sizes[index + 1] ?? Number.POSITIVE_INFINITY) - xOf(size) > numberWidth)

/** From the least to the greatest of them, by their logarithms. */
function scaleOf(sizes: readonly number[], from: number, to: number): Scale {
  const [low = 1, high = 1] = [sizes[0], sizes.at(-1)]
  const span = Math.log(high / low) || 1
  return (size) => from + (Math.log(size / low) / span) * (to - from)
}

function drawnCurve({ kind, points }: Curve, xOf: Scale, yOf: Scale): readonly string[] {
  const places = points.map(([x, y]) => [xOf(x), yOf(y)] as const)
  const path = places.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')
  const dots = places.map(([cx, cy]) =>
    element('circle', { cx, cy, r: kind === 'ours' ? 4.5 : 3, class: `dot ${kind}` }),
  )
  return [element('path', { d: path, class: `curve ${kind}` }), ...dots]
}

/** Last what may have a long name. */
const legendKinds: readonly Kind[] = ['ours', 'others', 'base']
const legendPitch = 145

/** What each kind of curve is: the names of its first. */
function legend(panels: readonly Panel[]): readonly string[] {
  const all = panels.flatMap(({ curves }) => curves)
  const found = legendKinds.filter((kind) => all.some((one) => one.kind === kind))
  return found.flatMap((kind, index) => {
    const x = margin + index * legendPitch
    const name = kind === 'others' ? 'the others' : (all.find((one) => one.kind === kind)?.name ?? kind)
    return [
      element('path', { d: `M${x} 89h28`, class: `curve ${kind}` }),
      text(x + 36, 94, name, kind === 'ours' ? 'ours' : 'quiet'),
    ]
  })
}
