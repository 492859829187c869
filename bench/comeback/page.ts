import { count, percent, table } from '../report/markdown.ts'
import type { ComebackRecord, Outage } from './record.ts'
import { type Judged, judge } from './waves.ts'

/** What was promised: the last one is back within so many seconds, and no second has more than this share of all. */
export const promised = { last: 60, share: 0.1 } as const

const seconds = (value: number): string => value.toFixed(1)

const columnsOf: readonly (readonly [title: string, cell: (judged: Judged, outage: Outage) => string])[] = [
  ['server away, s', ({ away }) => seconds(away)],
  ['half back, s', ({ half }) => seconds(half)],
  ['last back, s', ({ last }) => seconds(last)],
  ['not back', ({ missing }) => count(missing)],
  ['worst second, back', ({ worstBack }) => percent(worstBack)],
  ['worst second, at the server', ({ worstSeen }) => percent(worstSeen)],
  ['attempts while away', ({ inVain }) => count(inVain)],
  ['refused after', ({ refused }) => count(refused)],
  ['load average', (_, { load }) => load.toFixed(1)],
]

export const titles: readonly string[] = columnsOf.map(([title]) => title)

export function rowOf(outage: Outage): readonly string[] {
  const judged = judge(outage)
  return columnsOf.map(([, cell]) => cell(judged, outage))
}

/** Whether all that was promised was seen. */
const isKept = ({ missing, last, worstBack, worstSeen }: Judged): boolean =>
  missing === 0 && last <= promised.last && Math.max(worstBack, worstSeen) <= promised.share

function verdict(all: readonly Judged[]): string {
  const kept = all.every(isKept)
  const last = Math.max(...all.map((one) => one.last))
  const worst = Math.max(...all.map((one) => Math.max(one.worstBack, one.worstSeen)))
  const said = `the last one was back ${seconds(last)} s after the server, and the worst second had ${percent(worst)} of them`
  const goal = `all within ${promised.last} s, and no second with more than ${percent(promised.share)}`
  return `The target is ${goal}: ${kept ? 'met' : '**missed**'}, as ${said}.`
}

/** The text of the page on what was measured. */
export function measured({ date, machine, versions, processes, outages }: ComebackRecord, picture: string): string {
  const judged = outages.map(judge)
  const [{ clients } = { clients: 0 }] = judged
  return [
    [
      `${count(clients)} clients, each a \`connect\` on Node's own \`WebSocket\`, in ${processes} processes; a server in one of its own, which`,
      'is killed (SIGKILL) and followed by another that listens on the same port when its time has come.',
    ].join(' '),
    verdict(judged),
    `![How ${count(clients)} clients come back](${picture})`,
    table(titles, outages.map(rowOf)),
    `Measured on ${date.slice(0, 10)} on ${machine}, which all of them shared; Node ${versions.node}, jackfield ${versions.jackfield}.`,
  ].join('\n\n')
}
