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
  expect(event.constructor).toBe(MessageEvent)
  expect([event.type, event.data]).toEqual(['message', 'hello'])
})

test("a message event has all that the platform's own has", () => {
  const native = new MessageEvent('message', { data: 'hello' })
  const event = messageEvent('hello')
  const chain = [native, MessageEvent.prototype, Event.prototype]
  const keys = chain.flatMap((from) => Reflect.ownKeys(from)).filter((key) => key !== 'timeStamp')
  expect(keys).toEqual(expect.arrayContaining(['type', 'data', 'isTrusted', 'composedPath', 'origin', 'ports']))
  for (const key of keys) {
    const [own, other]: unknown[] = [Reflect.get(event, key), Reflect.get(native, key)]
    if (typeof other === 'function') expect(own, String(key)).toBeTypeOf('function')
    else expect(own, String(key)).toEqual(other)
  }
})

test('a message event that only tells its type and data makes none of the platform, any other makes one', () => {
  const made = vi.fn()
  vi.stubGlobal(
    'MessageEvent',
    class extends MessageEvent<unknown> {
      constructor(type: string, init: MessageEventInit) {
        super(type, init)
        made()
      }
    },
  )
  const event = messageEvent('hello')
  expect([event.type, event.data]).toEqual(['message', 'hello'])
  expect(made).toHaveBeenCalledTimes(0)
  expect(event.timeStamp).toBeGreaterThan(0)
  expect(event.timeStamp).toBe(event.timeStamp)
  expect(made).toHaveBeenCalledTimes(1)
})

test('what is done to a message event stays done', () => {
  const event = messageEvent('hello')
  event.cancelBubble = true
  expect(event.cancelBubble).toBe(true)
  event.initEvent('another')
  expect([event.type, event.data]).toEqual(['another', 'hello'])
  expect(() => Object.assign(event, { data: 'bye' })).toThrow(TypeError)
  expect(() => Object.assign(event, { origin: 'bye' })).toThrow(TypeError)
})

test('a message event is shown and written like that of the platform', () => {
  const event = messageEvent('hello')
  expect(inspect({ event }, { depth: 1 })).toMatch(/event: MessageEvent \{[^}]*type: 'message'/)
  expect(String(event)).toBe('[object MessageEvent]')
  expect([JSON.stringify(event), { ...event }]).toEqual(['{}', {}])
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
