import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { JackfieldError } from '../../src/errors.ts'
import { consoleLog, formatLine, type LogEvent } from '../../src/log.ts'

const event = (more: Partial<LogEvent> = {}): LogEvent => ({ level: 'warn', event: 'a.b', message: 'm', ...more })

afterEach(() => void vi.restoreAllMocks())

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
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...'\r\n\u0000\u001b\u007f\u0085\u2028\u2029\u202e\u2066'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  })
  const thrown = fc.oneof(
    text,
    text.map((message) => new Error(message)),
  )
  fc.assert(
    fc.property(text, thrown, (message, error) => {
      expect(formatLine(event({ message, error }))).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u)
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
