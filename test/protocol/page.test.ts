// docs/protocol.md, and what it points at, held against the code.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { Handle } from '../../adapters/handle.ts'
import { type Retry, retryOf } from '../../src/channel/codes.ts'
import { errors } from '../../src/errors.ts'
import { wireTarget } from '../../testing/wire.ts'
import { codesOnTheWire, firstCells, page } from './page.ts'
import { play } from './play.ts'
import { python, pythonTest } from './python.ts'
import { withIdsOf } from './transcript.ts'
import { transcripts } from './transcripts.ts'

const advice: Record<Retry, string> = {
  never: 'give up',
  later: 'come back later',
  'fresh-token': 'come back once, with a fresh token',
}
const blockOf = (language: string) => page.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? ''
const told = transcripts.map(([, text]) => text).join('')

test('its conversation is had with its server', async () => {
  const folder = resolve('.cache/listings/protocol-by-hand')
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/chat.ts`, blockOf('ts').replace('port: 3000', 'port: 0'))
  const { server } = (await import(`${folder}/chat.ts`)) as { server: Handle }
  await using target = wireTarget({ runtime: 'node', origin: server.url })
  const conversation = `GET /ws?name=ada jackfield.1\n101 jackfield.1\n${blockOf('jsonl')}>| 1000\n<| 1000\n`
  expect(withIdsOf(conversation, await play(conversation, target))).toBe(conversation)
  await server.close()
})

test('its refusals have the status that the server answers with, and a client does what it says', () => {
  const rows = [...page.matchAll(/^\| (\d{3}) \| (`.*) \| (.*) \|$/gm)]
  const listed = rows.flatMap(([, status, codes = '', then]) =>
    (codes.split(':')[0]?.match(/\w+/g) ?? []).map((code) => [code, Number(status), then] as const),
  )
  expect(listed.length).toBeGreaterThan(12)
  for (const row of listed) {
    const { status, retry } = errors[row[0] as keyof typeof errors]
    expect(row).toEqual([row[0], status, advice[retry]])
  }
})

test('the transcripts have all codes of errors, and all names of its own', () => {
  expect(codesOnTheWire).toHaveLength(14)
  for (const code of codesOnTheWire) expect(told).toContain(`"type":"error","code":"${code}"`)
  for (const name of firstCells('name | from | what it says')) expect(told).toContain(`{"type":"${name}"`)
})

test('the client in Python packs as it shows, and is as long as it says', () => {
  const client = readFileSync('test/protocol/client.py', 'utf8')
  expect(client).toContain(blockOf('python'))
  const lengths = ['client', 'websocket'].map((name) => readFileSync(`test/protocol/${name}.py`, 'utf8').split('\n'))
  const said = /standard library alone: (\d+) lines, and (\d+) for/.exec(page)?.slice(1).map(Number)
  expect(lengths.map(({ length }) => Math.round(length / 5) * 5)).toEqual(said)
})

pythonTest('after a close it does what the client of this package does', async () => {
  const codes = Array.from({ length: 5000 }, (_, code) => code)
  const printed = await python([
    '-c',
    'import client, json; print(json.dumps([client.advice(c) for c in range(5000)]))',
  ])
  expect(JSON.parse(printed)).toEqual(codes.map((code) => advice[retryOf(code)]))
})

pythonTest(
  'it comes back after half a spread, and then after twice as long each time, up to half of 30 s',
  async () => {
    const program = 'import client, itertools; client.random.uniform = lambda a, b: (a + b) / 2; '
    const printed = await python(['-c', `${program}print(*itertools.islice(client.delays(500), 8))`])
    expect(printed.trim()).toBe('0.25 0.5 1.0 2.0 4.0 8.0 15.0 15.0')
  },
)
