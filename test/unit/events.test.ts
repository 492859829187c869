import { inspect } from 'node:util'
import { afterEach, expect, test, vi } from 'vitest'
import { closeEvent, errorEvent, messageEvent, openEvent } from '../../src/events.ts'

afterEach(() => void vi.unstubAllGlobals())

test('an open event', () => {
  expect(openEvent()).toBeInstanceOf(Event)
  expect(openEvent().type).toBe('open')
})

test('a message event', () => {
  const event = messageEvent('hello')
  expect(event).toBeInstanceOf(MessageEvent)
  expect([event.type, event.data]).toEqual(['message', 'hello'])
})

// Node 22 has no CloseEvent.
test.each([
  ['with', globalThis.CloseEvent],
  ['without', undefined],
])('a close event %s a CloseEvent of the runtime', (_, native) => {
  vi.stubGlobal('CloseEvent', native)
  const event = closeEvent({ code: 4001, reason: 'bye', wasClean: true })
  expect(event).toBeInstanceOf(native ?? Event)
  expect([event.type, event.code, event.reason, event.wasClean]).toEqual(['close', 4001, 'bye', true])
  expect(event.timeStamp).toBeGreaterThan(0)
  expect(inspect(event)).toContain('close')
})

test('an error event holds what was thrown, as it was thrown', () => {
  const error = new RangeError('too far')
  const event = errorEvent(error)
  expect(event).toBeInstanceOf(Event)
  expect([event.type, event.error, event.message]).toEqual(['error', error, 'too far'])
  expect(errorEvent('text')).toMatchObject({ error: 'text', message: 'text' })
  expect(inspect(event)).toContain('error')
})

test('an error event of what has no text', () => {
  const thrown: unknown = Object.create(null)
  expect(errorEvent(thrown).error).toBe(thrown)
})
