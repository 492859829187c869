import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { measured } from '../../bench/comeback/page.ts'
import { histogram } from '../../bench/comeback/picture.ts'
import type { ComebackRecord, Outage } from '../../bench/comeback/record.ts'
import { judge, perSecond, worstSecond } from '../../bench/comeback/waves.ts'
import { insert } from '../../bench/report/page.ts'

const killedAt = 1_000_000

/** Ten clients: eight came back, one had to try twice for that, one never did, one still waits. */
const outage: Outage = {
  away: 1,
  killedAt,
  returnedAt: killedAt + 1000,
  comebacks: [
    ...[1500, 1900, 2400, 2499, 5000, 6000, 7000].map((ms) => ({
      lost: killedAt,
      attempts: [killedAt + ms - 5],
      back: killedAt + ms,
    })),
    { lost: killedAt, attempts: [killedAt + 500, killedAt + 7995], back: killedAt + 8000 },
    { lost: killedAt, attempts: [killedAt + 900, killedAt + 1200] },
    { lost: killedAt, attempts: [] },
  ],
  seen: { handshakes: [killedAt + 1200], questions: [killedAt + 1201] },
  load: 0.5,
}

test('the worst second is any, not only one that a clock begins', () => {
  expect(worstSecond([])).toBe(0)
  expect(worstSecond([1999, 900, 1899, 2898, 1900])).toBe(4)
  expect(worstSecond([0, 1000, 2000])).toBe(1)
})

test('seconds are counted from a start', () => {
  expect(perSecond([1000, 1999, 4000, 999], 1000)).toEqual([2, 0, 0, 1])
  expect(perSecond([], 1000)).toEqual([])
})

test('an outage is judged by all clients, those that are not back too', () => {
  expect(judge(outage)).toEqual({
    clients: 10,
    away: 1,
    missing: 2,
    half: 1.499,
    last: 7,
    inVain: 2,
    refused: 1,
    worstBack: 0.4,
    worstSeen: 0.2,
  })
})

const record: ComebackRecord = {
  date: '2026-01-02T03:04:05Z',
  machine: 'a machine',
  versions: { node: '24', jackfield: '1' },
  processes: 2,
  outages: [outage],
}

test('the page says that a target was missed, and has a place for it', () => {
  const blocks = { measured: measured(record, 'clients.svg') }
  expect(blocks.measured).toContain('**missed**')
  const good = Array.from({ length: 20 }, (_, at) => ({ attempts: [], back: killedAt + 1000 * (at + 1) }))
  const met = { ...outage, comebacks: good, seen: { handshakes: [], questions: [] } }
  expect(measured({ ...record, outages: [met] }, 'clients.svg')).toContain(': met,')
  expect(measured({ ...record, outages: [met, outage] }, 'clients.svg')).toContain('**missed**')
  const page = readFileSync('docs/clients.md', 'utf8')
  expect(insert(page, blocks, 'bench/comeback/print.ts')).toContain(
    '| 1.0 | 1.5 | 7.0 | 2 | 40 % | 20 % | 2 | 1 | 0.5 |',
  )
})

test('the histogram has a bar for each second, those in vain below', () => {
  const svg = histogram([outage])
  const bars = (kind: string) =>
    [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="([\d.]+)" class="(\w+)"/g)]
      .filter(([, , , , is]) => is === kind)
      .map(([, x, y, height]) => ({ x: Number(x), y: Number(y), height: Number(height) }))
      // But for the one of the legend.
      .slice(1)
  const [back, vain] = [bars('ours'), bars('others')]
  expect([back.length, vain.length]).toEqual([6, 2])
  // In the second after the first two are back and one tries in vain.
  const [{ x, y, height }, below] = [back[0] ?? { x: 0, y: 0, height: 0 }, vain[1] ?? { x: 0, y: 0, height: 0 }]
  expect(x).toBe(below.x)
  expect(height).toBeCloseTo(2 * below.height, 0)
  expect(y + height).toBeCloseTo(below.y, 0)
  expect(svg).toContain('back in each second 0, 2, 2, 0, 0, 1, 1, 1, 1;')
})
