import { expect, test } from 'vitest'
import { barChart, scaleOf } from '../../bench/report/bars.ts'
import { lineChart, stepFor } from '../../bench/report/lines.ts'
import { fanOut, headline, speeds } from '../../bench/report/pictures.ts'
import { picture, text, width } from '../../bench/report/svg.ts'
import { figures, result } from './bench-report.ts'

const about = { title: 'A title', says: 'What it says' }

/** The rectangles of one kind: where they begin and end. */
const rectangles = (svg: string, kind: string) =>
  [...svg.matchAll(new RegExp(`<rect x="([\\d.]+)" y="[\\d.]+" width="([\\d.]+)"[^>]*class="${kind}"`, 'g'))].map(
    ([, x, wide]) => [Number(x), Number(x) + Number(wide)] as const,
  )

test('a picture is told to those who do not see it, and follows the theme', () => {
  const svg = picture({ title: 'a < b & "c"', says: 'd > e' }, 100.2, [text(1, 2.345, '<script>')])
  expect(svg).toContain('<title id="title">a &lt; b &amp; &quot;c&quot;</title>')
  expect(svg).toContain('<desc id="says">d &gt; e</desc>')
  expect(svg).toContain(`role="img" aria-labelledby="title says"`)
  expect(svg).toContain(`viewBox="0 0 ${width} 101"`)
  expect(svg).toContain('@media (prefers-color-scheme:dark)')
  expect(svg).toContain('<text x="1" y="2.3" text-anchor="start">&lt;script&gt;</text>')
})

test('half is as far from one as double, and all values are on the scale', () => {
  const scale = scaleOf([0.4, 10])
  expect(scale(2) - scale(1)).toBeCloseTo(scale(1) - scale(0.5))
  const ends = [scale(0.4), scale(10)]
  expect(Math.min(...ends)).toBeGreaterThan(width * 0.3)
  expect(Math.max(...ends)).toBeLessThan(width - 60)
})

test('bars stand to the right of one, or to its left, and what is no number has none', () => {
  const bars = [
    { name: 'ours', value: 4, ours: true },
    { name: 'slow', value: 0.5 },
    ...[Number.NaN, 0, -1, Number.POSITIVE_INFINITY].map((value) => ({ name: 'missing', value })),
  ]
  const svg = barChart(about, 'raw', [
    { title: 'echo', bars },
    { title: 'nothing', bars: bars.slice(2) },
  ])
  const [[ourStart, ourEnd] = [0, 0], ...more] = rectangles(svg, 'ours')
  const [[slowStart, slowEnd] = [0, 0], ...others] = rectangles(svg, 'others')
  expect([...more, ...others]).toEqual([])
  expect(ourStart).toBeCloseTo(slowEnd, 0)
  expect((ourEnd - ourStart) / (slowEnd - slowStart)).toBeCloseTo(2, 1)
  expect(svg).toContain('>4.00</text>')
  expect(svg).not.toMatch(/missing|nothing|NaN|Infinity/)
})

test('a chart of nothing is still a picture', () => {
  for (const svg of [barChart(about, 'raw', []), lineChart(about, 'µs', [])]) {
    expect(svg).toMatch(/^<svg [^>]*>[\s\S]*<\/svg>\n$/)
    expect(svg).not.toMatch(/NaN|Infinity/)
  }
})

test.each([
  [5, 1],
  [5.1, 2],
  [0.9, 0.2],
  [26, 10],
])('up to %d marks are %d apart', (highest, step) => {
  expect(stepFor(highest)).toBeCloseTo(step)
})

test('curves begin at zero, ours above the others, and points without a number are left out', () => {
  const curve = (name: string, kind: 'ours' | 'base' | 'others', ...costs: readonly number[]) => ({
    name,
    kind,
    points: costs.map((cost, index) => [100 * 10 ** index, cost] as const),
  })
  const curves = [
    curve('me', 'ours', 1, 1, 1),
    curve('bare', 'base', 2, Number.NaN, 2),
    curve('gone', 'others', Number.NaN),
  ]
  const svg = lineChart(about, 'µs', [
    { title: 'one', curves },
    { title: 'none', curves: [] },
  ])
  const paths = [...svg.matchAll(/<path d="([^"]+)" class="curve (\w+)"/g)].map(([, d = '', kind]) => [kind, d])
  const drawn = paths.filter(([, d]) => d?.includes('L'))
  expect(drawn.map(([kind]) => kind)).toEqual(['base', 'ours'])
  // A flat cost is a flat line, and the missing point is passed over.
  const heights = drawn.map(([, d = '']) => [...d.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y)))
  const ground = Math.max(...[...svg.matchAll(/<line [^>]*y1="([\d.]+)"/g)].map(([, y]) => Number(y)))
  const [[bare = 0] = [], [own = 0] = []] = heights
  expect((ground - bare) / (ground - own)).toBeCloseTo(2)
  expect(heights.map((ys) => new Set(ys).size)).toEqual([1, 1])
  expect(heights.map((ys) => ys.length)).toEqual([2, 3])
  expect(svg).toContain('>10,000</text>')
  expect(svg).not.toMatch(/>gone|>none|NaN/)
})

test('the pictures of records have all that was measured, and there is none of nothing', () => {
  const all = figures(
    ...['raw', 'jackfield', 'crossws', 'node-ws'].flatMap((server, index) => [
      result(['node', server, 'echo-1'], 100 - 10 * index),
      result(['node', server, 'fanout-one-100'], 200_000),
      result(['node', server, 'fanout-one-1000'], 250_000 - 50_000 * index),
      result(['node', server, 'idle'], 10_000),
    ]),
  )
  const [first] = headline(all)
  expect(first?.file).toBe('speed.svg')
  expect(first?.about.says).toBe(
    'Ratios to raw ws. echo, 1 in flight: jackfield 0.90, crossws 0.80. fan-out to 1,000, one at a time: jackfield 0.80, crossws 0.60.',
  )
  expect(speeds(all, 'node').map(({ file, svg }) => [file, rectangles(svg, 'others').length])).toEqual([
    ['node.svg', 4],
  ])
  const [cost] = fanOut(all, 'node')
  expect(cost?.file).toBe('node-fan-out.svg')
  expect(cost?.about.says).toContain('jackfield, one at a time: 5.00 to 100, 5.00 to 1000.')
  expect([...headline(figures()), ...speeds(all, 'bun'), ...fanOut(all, 'bun')]).toEqual([])
})
