import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { JackfieldError } from '../../src/errors.ts'
import { consoleLog, formatLine, type LogEvent } from '../../src/log.ts'
import { injections } from './tables/injections.ts'
import { harmless, secrets } from './tables/secrets.ts'

const event = (more: Partial<LogEvent> = {}): LogEvent => ({ level: 'warn', event: 'a.b', message: 'm', ...more })

afterEach(() => void vi.restoreAllMocks())

// All that some program takes for the end of a line, and all that cannot be seen where it stands.
const breaks = /\r\n|[\n\v\f\r\u001c-\u001e\u0085\u2028\u2029]/
const unseen =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u

test('a line is level, event and message', () => {
  expect(formatLine(event({ message: 'it happened' }))).toBe('jackfield warn a.b: it happened')
})

test('an error adds its name, message and where it was thrown', () => {
  const error = new RangeError('too far')
  expect(formatLine(event({ error }))).toMatch(
    /^jackfield warn a\.b: m: RangeError: too far \(at .*log\.test\.ts:\d+:\d+\)?/,
  )
  error.stack = undefined as unknown as string
  expect(formatLine(event({ error }))).toBe('jackfield warn a.b: m: RangeError: too far')
})

const app = 'at say (file:///srv/chat/app.ts:9:5)'

test.each([
  [
    'of Node, with a package in between',
    'at JSON.parse (<anonymous>)',
    'at parse (/srv/node_modules/zod/v4/parse.js:21:9)',
  ],
  ['of Windows', 'at Socket.send (file:///C:\\srv\\node_modules\\jackfield\\dist\\index.js:9:11)'],
  ['of a part of Node', 'at new URL (node:internal/url:816:25)', 'at node:internal/process/task_queues:105:5'],
  ['of Deno', 'at op_fetch (ext:core/00_infra.js:12:3)'],
  ['of Bun', 'at parse (native)', 'at assert (node:assert:3:5)', 'at parse (unknown)'],
])('the place is the app, not what it has called: a stack %s', (_, ...lines) => {
  const error = new TypeError('odd')
  error.stack = ['TypeError: odd', ...lines, app].join('\n    ')
  expect(formatLine(event({ error }))).toBe(`jackfield warn a.b: m: TypeError: odd (${app})`)
})

test('the place is the first line where none is of the app', () => {
  const error = new TypeError('odd')
  error.stack = 'TypeError: odd\n    at a (node:a:1:1)\n    at b (node:b:1:1)'
  expect(formatLine(event({ error }))).toBe('jackfield warn a.b: m: TypeError: odd (at a (node:a:1:1))')
})

test.each([
  ['text', 'text'],
  [null, 'null'],
  [42, '42'],
  [Symbol('s'), 'Symbol(s)'],
])('what is thrown may be anything: %o', (error, said) => {
  expect(formatLine(event({ error }))).toBe(`jackfield warn a.b: m: ${said}`)
})

// Thrown by an app, these must not throw again where they are reported.
test.each([
  ['an object without a prototype', Object.create(null)],
  [
    'an object whose text throws',
    {
      toString: () => {
        throw new Error('no text')
      },
    },
  ],
  ['an error whose stack is no text', Object.assign(new Error('odd'), { stack: 7 })],
  ['an error whose message is a symbol', Object.assign(new Error('odd'), { message: Symbol('s') })],
])('what is thrown may be %s', (_, error) => {
  expect(formatLine(event({ error }))).toMatch(/^jackfield warn a\.b: m: /)
})

test('nothing that was thrown or said puts a control character into the line', () => {
  const control = fc.constantFrom(...'\r\n\u0000\u001b\u007f\u0085\u2028\u2029\u202e\u2066')
  const any = fc.nat(0xffff).map((code) => String.fromCharCode(code))
  const text = fc.array(fc.oneof(control, any)).map((units) => units.join(''))
  const thrown = fc.oneof(
    text,
    text.map((message) => new Error(message)),
  )
  fc.assert(
    fc.property(text, thrown, (message, error) => {
      expect(formatLine(event({ message, error }))).not.toMatch(unseen)
    }),
  )
})

test('what is escaped can be read', () => {
  expect(formatLine(event({ message: 'a\nb\u202ec' }))).toBe('jackfield warn a.b: a\\u000ab\\u202ec')
})

test('the default hook shows warnings and errors, and nothing else', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  const error = vi.spyOn(console, 'error').mockReturnValue()
  for (const level of ['debug', 'info', 'warn', 'error'] as const) consoleLog(level, event({ level }))
  expect(warn.mock.calls).toEqual([['warn']])
  expect(error.mock.calls).toEqual([['error']])
})

test('what our own errors say in several lines stands in one', () => {
  const error = new JackfieldError('topics_unavailable', 'Write:\n    export { Room }\n  and more')
  expect(formatLine(event({ error }))).toContain('JackfieldError: Write: export { Room } and more (at ')
})

/** The events that may have a text of a stranger's in them. */
const eventsWith = (text: string): LogEvent[] => [
  event({ message: text }),
  event({ event: text }),
  event({ reason: text }),
  event({ error: text }),
  event({ error: new Error(text) }),
  event({ error: new JackfieldError('internal', text) }),
  event({ error: Object.assign(new Error('odd'), { name: text }) }),
  event({ error: Object.assign(new Error('odd'), { stack: `Error\n  at ${text}` }) }),
  event({ error: { toString: () => text } }),
  event({ message: text, reason: text, error: new Error(text, { cause: text }) }),
]

test('there are a hundred ways to forge a line', () => {
  expect(new Set(injections).size).toBe(injections.length)
  expect(injections.length).toBeGreaterThan(100)
})

test.each(injections.map((text) => [JSON.stringify(text).slice(0, 60), text]))(
  'one event is one line with %s',
  (_, text) => {
    const events = eventsWith(text)
    const lines = events.map(formatLine)
    expect(`${lines.join('\n')}\n`.split(breaks)).toHaveLength(events.length + 1)
    for (const line of lines) {
      expect(line).toMatch(/^jackfield warn /)
      expect(line).not.toMatch(unseen)
    }
  },
)

test('what is too long for a line of journald or Docker is cut, and says so', () => {
  for (const text of [
    'x'.repeat(40_000),
    '\n'.repeat(40_000),
    '\u20ac'.repeat(40_000),
    `x${'\u{1f600}'.repeat(20_000)}`,
  ]) {
    for (const line of eventsWith(text).map(formatLine)) {
      expect(Buffer.byteLength(line)).toBeLessThan(16 * 1024)
      if (line.length > 1000) expect(line).toMatch(/\.\.\. \(\d+ more\)$/)
    }
  }
  const short = formatLine(event({ message: 'x'.repeat(1000) }))
  expect(short).toBe(`jackfield warn a.b: m`.replace(/m$/, 'x'.repeat(1000)))
})

test.each(secrets)('a line has no secret of %s', (text) => {
  const parts = eventsWith(text).filter(({ message, error }) => message === text || error !== undefined)
  for (const line of parts.map((part) => formatLine({ ...part, reason: 'r' }))) expect(line).not.toContain('S3CRET')
})

test.each(secrets)('%s goes, whatever stands behind it', (secret) => {
  for (const text of injections) {
    // What is long costs time and hides nothing else.
    if (text.length < 1000) expect(formatLine(event({ message: secret + text }))).not.toContain('S3CRET')
  }
})

test('what is redacted in the message leaves the error and its place', () => {
  const error = new RangeError('Cookie: a=S3CRET')
  const line = formatLine(event({ message: 'Cookie: a=S3CRET', error }))
  expect(line).toMatch(
    /^jackfield warn a\.b: Cookie: \[redacted\]: RangeError: Cookie: \[redacted\] \(at .*log\.test\.ts/,
  )
})

test.each(harmless)('a line has %s as it is', (text) => {
  expect(formatLine(event({ message: text }))).toBe(`jackfield warn a.b: ${text}`)
})
