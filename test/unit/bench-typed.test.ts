import { expect, test } from 'vitest'
import { answer } from '../../bench/hosts/typed.ts'
import { dialects } from '../../bench/load/dialect.ts'
import { numbered } from '../../bench/load/numbered.ts'
import { typed } from '../../bench/typed/contestants.ts'
import { costs } from '../../bench/typed/page.ts'
import { result, run } from './bench-report.ts'

test('what is sent is a line that fits, and comes back byte by byte', () => {
  const frame = dialects.channel.message('/echo', numbered(3, 128), true)
  // What a client masks.
  const [mask, payload] = [frame.subarray(4, 8), frame.subarray(8)]
  const text = Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))).toString()
  expect(answer(text)).toBe(text)
  expect(() => answer(text.replace('ada', ''))).toThrow('too_small')
})

test('costs are ratios to what checks nothing', () => {
  const page = costs({ node: run(result(['node', 'raw', 'echo-1'], 100), result(['node', 'channel', 'echo-1'], 80)) })
  expect(page).toContain('| **a jackfield channel** | 80.0 | 0.80 | – | – |')
  expect(page).not.toMatch(/NaN|undefined|Bun/)
  expect(costs({})).toBe('Not measured.')
})

test('a title for each server', () => {
  for (const [runtime, servers = []] of Object.entries(typed)) {
    const results = servers.map((server) => result([runtime as 'node', server, 'echo-1'], 1))
    expect(costs({ [runtime]: run(...results) }).match(/1\.00/g)).toHaveLength(2 * servers.length)
  }
})
