import { count } from '../report/markdown.ts'
import { type About, element, line, margin, picture, text, width } from '../report/svg.ts'
import { promised } from './page.ts'
import type { Outage } from './record.ts'
import { backOf, judge, perSecond, vainOf } from './waves.ts'

const [left, right] = [margin + 34, width - margin]
/** Where the first panel stands, how high its bars may be, and where the next one stands. */
const [top, high, pitch] = [150, 110, 186]

/** What one outage shows, in clients by the second since the server was lost. */
interface Panel {
  readonly title: string
  readonly back: readonly number[]
  readonly vain: readonly number[]
  /** When the server was there again. */
  readonly returned: number
}

function panelOf(outage: Outage): Panel {
  const { away } = judge(outage)
  return {
    title: `Away for ${away.toFixed(1)} s`,
    back: perSecond(backOf(outage), outage.killedAt),
    vain: perSecond(vainOf(outage), outage.killedAt),
    returned: away,
  }
}

const told = ({ title, back, vain }: Panel): string =>
  `${title}: back in each second ${back.join(', ')}; attempts in vain ${vain.join(', ') || 'none'}.`

/** How many clients came back in each second since the server was lost, a panel an outage. */
export function histogram(outages: readonly Outage[]): string {
  const clients = Math.max(...outages.map(({ comebacks }) => comebacks.length))
  const panels = outages.map(panelOf)
  const most = clients * promised.share
  const highest = Math.max(
    most * 1.1,
    ...panels.flatMap(({ back, vain }) => back.map((one, at) => one + (vain[at] ?? 0))),
  )
  const long = Math.max(...panels.flatMap(({ back, vain }) => [back.length, vain.length]))
  const step = (right - left) / long
  const xOf = (second: number): number => left + second * step

  const drawn = panels.flatMap(({ title, back, vain, returned }, index) => {
    const base = top + index * pitch + high
    const yOf = (value: number): number => base - (value / highest) * high
    const bars = (counts: readonly number[], kind: string, below: readonly number[] = []) =>
      counts.flatMap((value, second) => {
        if (value === 0) return []
        const y = yOf(value + (below[second] ?? 0))
        return [element('rect', { x: xOf(second + 0.1), y, width: step * 0.8, height: base - yOf(value), class: kind })]
      })
    return [
      text(margin, base - high - 22, title, 'head'),
      line(left, yOf(most), right, yOf(most), 'curve'),
      text(left - 8, yOf(most) + 5, count(most), 'small quiet', 'end'),
      text(left - 8, base + 5, '0', 'small quiet', 'end'),
      ...bars(vain, 'others'),
      ...bars(back, 'ours', vain),
      line(left, base, right, base, 'base'),
      line(xOf(returned), base - high - 8, xOf(returned), base, 'curve base'),
      text(xOf(returned) + 6, base - high, 'the server is back', 'small quiet'),
      ...Array.from({ length: Math.floor(long / 10) + 1 }, (_, ten) =>
        text(xOf(ten * 10), base + 20, `${ten * 10} s`, 'small quiet', 'middle'),
      ),
    ]
  })
  const about: About = {
    title: `How ${count(clients)} clients come back`,
    says: `Clients in each second since the server was lost; a tenth of them is ${count(most)}. ${panels.map(told).join(' ')}`,
  }
  const heads = [
    text(margin, 38, about.title, 'title'),
    text(margin, 62, `Clients in each second since the server was lost; the line is a tenth of them.`, 'quiet'),
    element('rect', { x: margin, y: 80, width: 12, height: 12, class: 'ours' }),
    text(margin + 20, 91, 'back', 'ours'),
    element('rect', { x: margin + 80, y: 80, width: 12, height: 12, class: 'others' }),
    text(margin + 100, 91, 'tried in vain', 'quiet'),
  ]
  return picture(about, top + (panels.length - 1) * pitch + high + 20 + margin, [...heads, ...drawn])
}
