// docs/protocol.md, held against the code.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { writeBytes } from '../../src/channel/binary.ts'
import { codes, type Retry, retryOf } from '../../src/channel/codes.ts'
import { type Envelope, errorOf, Fault, read, write } from '../../src/channel/envelope.ts'
import { bytes, call, defineChannel } from '../../src/channel/index.ts'
import { leastSpread, mostSpread, offerQuery, subprotocol, tokenPrefix } from '../../src/channel/protocol.ts'
import { misfitWords } from '../../src/channels/failures.ts'
import { errors } from '../../src/errors.ts'

const page = readFileSync('docs/protocol.md', 'utf8')

/** The rows of the tables that have this heading. */
const rowsOf = (heading: string): string[][] =>
  page
    .split('\n\n')
    .filter((part) => part.startsWith(`| ${heading} |`))
    .flatMap((table) => table.trim().split('\n').slice(2))
    .map((row) => row.slice(2, -2).split(' | '))

test('its codes are those of the table', () => {
  const rows = Object.entries(codes).map(([code, { retryable, words }]) => [
    `\`${code}\``,
    retryable ? 'yes' : 'no',
    words,
  ])
  expect(rowsOf('code | retryable | what is wrong')).toEqual(rows)
})

test('its close codes are those that a server may send, and a client does what it says', () => {
  const advice: Record<Retry, string> = {
    never: 'give up',
    later: 'come back later',
    'fresh-token': 'come back once, with a fresh token',
  }
  const rows = rowsOf('code | what has happened | and then').flatMap(([list = '', , then]) =>
    list.split(', ').map((code) => [Number(code), then] as const),
  )
  expect(rows.length).toBeGreaterThan(20)
  for (const [code, then] of rows) expect([code, then]).toEqual([code, advice[retryOf(code)]])
  const listed = rows.map(([code]) => code)
  expect(new Set(listed).size).toBe(listed.length)
  expect(listed).toEqual(expect.arrayContaining(Object.values(errors).flatMap((rule) => rule.channelClose ?? [])))
  const never = Array.from({ length: 5000 }, (_, code) => code).filter((code) => retryOf(code) !== 'later')
  expect(listed).toEqual(expect.arrayContaining(never))
})

test("the protocol's own names are refused as names of a channel's", () => {
  const names = rowsOf('name | from | what it says').map(([name = '']) => name.slice(1, -1))
  expect(names).toHaveLength(10)
  for (const name of names) {
    expect(() => defineChannel('chat', { client: { [name]: z.string() }, server: {} })).toThrow(`(${names.join(', ')})`)
  }
})

test('its words of the handshake', () => {
  expect(page).toContain(`# The protocol \`${subprotocol}\`\n`)
  expect(page).toContain(`?${offerQuery}=${subprotocol}\``)
  expect(page).toContain(`Sec-WebSocket-Protocol: ${subprotocol}, ${tokenPrefix}ey`)
  expect(page.replaceAll(/\s+/g, ' ')).toContain(`from ${leastSpread} to ${mostSpread.toLocaleString('en')}.`)
})

const lines = [...page.matchAll(/```jsonl?\n(.*?)```/gs)].flatMap(([, text = '']) => text.trim().split('\n'))
const line = z.object({ from: z.string(), text: z.string() })
const { client, server } = defineChannel('chat', {
  client: {
    say: z.object({ text: z.string().min(1) }),
    history: call(z.object({ limit: z.number() }), z.array(line)),
    picture: bytes(z.object({ camera: z.string() })),
  },
  server: { said: line },
})

test.each(lines)('%s', (text) => {
  const [, from, json = ''] = /^([<>]?) ?(.*)$/.exec(text) ?? []
  const envelope = read(json)
  if (envelope instanceof Fault) throw new Error(envelope.code)
  expect(write(envelope)).toBe(json)
  const { type, id, data, code, issues } = envelope as Envelope & { id?: number; code: string; issues?: [] }
  if (type === 'error') expect(write(errorOf(code, id, { message: issues && misfitWords('say'), issues }))).toBe(json)
  if (from === '<')
    expect([...Object.keys(server), 'welcome', 'pong', 'reply', 'error', 'presence', 'joined', 'left']).toContain(type)
  else expect([...Object.keys(client), 'ping', 'token', 'cancel']).toContain(type)
  if (type === 'history') client.history.input.parse(data)
  if (type === 'reply' && data) client.history.output.parse(data)
  if (type === 'said') server.said.parse(data)
})

test('the issue that it shows is what zod says', () => {
  const { error } = client.say.safeParse({ text: '' })
  expect(page).toContain(JSON.stringify(error?.issues.map(({ path, message }) => ({ path, message }))))
})

test('its binary frame, byte by byte', () => {
  const [, length = '', head = '', body = ''] = /^((?:[\da-f]{2} ){4}) (\{.*\}) {2}([\da-f ]+)$/m.exec(page) ?? []
  const hex = (text: string) => Uint8Array.from(text.trim().split(' '), (pair) => Number.parseInt(pair, 16))
  const frame = writeBytes(read(head) as Envelope, hex(body))
  expect([...frame]).toEqual([...hex(length), ...new TextEncoder().encode(head), ...hex(body)])
})
