import { afterEach, describe, expect, test } from 'vitest'
import { readHandshake } from '../../src/handshake.ts'
import {
  anyDesk,
  closeDesk,
  type Desk,
  findDesk,
  findSlot,
  openDesk,
  placeSlot,
  removeSlot,
  type Slot,
} from '../../src/intent.ts'
import { contextOf, handshakeHeaders } from './context.ts'

const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanUp.splice(0)) clean()
})

function desk(): Desk {
  const opened = {} as Desk
  openDesk(opened)
  cleanUp.push(() => closeDesk(opened))
  return opened
}

function slot(headers: Record<string, string>, env: object = {}, owner = {} as Desk): Slot & { remove(): void } {
  const request = new Request('http://example.com/ws', { headers })
  const placed: Slot = {
    desk: owner,
    intake: { request, encrypted: false },
    handshake: readHandshake(request),
    isHandshake: readHandshake(request).kind === 'upgrade',
    host: 'example.com',
    client: { address: undefined, host: 'example.com', scheme: 'http' },
    bucket: undefined,
    intent: undefined,
    answer: undefined,
    mark: undefined,
    entry: -1,
  }
  placeSlot(placed, env)
  const remove = () => removeSlot(placed)
  cleanUp.push(remove)
  return Object.assign(placed, { remove })
}

describe('a slot is found', () => {
  test('in the env that it was put into, and in copies of it', async () => {
    const env = { DB: 'bindings' }
    const placed = slot({}, env)
    expect(findSlot(await contextOf({}, env))).toBe(placed)
    expect(findSlot(await contextOf({}, { ...env, extra: 1 }))).toBe(placed)
    expect(findSlot(await contextOf({}, Object.assign({}, env)))).toBe(placed)
    expect(Object.keys(env)).toEqual(['DB'])
  })

  test('by the key of its handshake where the env was dropped, until it is taken away', async () => {
    const placed = slot(handshakeHeaders())
    expect(findSlot(await contextOf(handshakeHeaders()))).toBe(placed)
    expect(findSlot(await contextOf(handshakeHeaders('AAAAAAAAAAAAAAAAAAAAAA==')))).toBeUndefined()
    placed.remove()
    expect(findSlot(await contextOf(handshakeHeaders()))).toBeUndefined()
  })

  test("not by a key that two handshakes have: neither may get the other's", async () => {
    const env = {}
    const first = slot(handshakeHeaders(), env)
    const second = slot(handshakeHeaders())
    expect(findSlot(await contextOf(handshakeHeaders()))).toBeUndefined()
    expect(findSlot(await contextOf(handshakeHeaders(), env))).toBe(first)
    first.remove()
    first.remove()
    expect(findSlot(await contextOf(handshakeHeaders()))).toBe(second)
  })

  test('not by a key that is not there', async () => {
    slot({})
    slot({ 'sec-websocket-key': '' })
    expect(findSlot(await contextOf({}))).toBeUndefined()
    expect(findSlot(await contextOf({ 'sec-websocket-key': '' }))).toBeUndefined()
  })
})

describe('a desk is found', () => {
  test('by the slot, whatever other servers there are', async () => {
    const mine = desk()
    desk()
    const env = {}
    slot({}, env, mine)
    expect(findDesk(await contextOf({}, env))).toBe(mine)
  })

  test('without a slot only if it is the only one', async () => {
    expect(findDesk(await contextOf())).toBeUndefined()
    expect(anyDesk()).toBe(false)
    const only = desk()
    expect(findDesk(await contextOf())).toBe(only)
    desk()
    expect(findDesk(await contextOf())).toBeUndefined()
    expect(anyDesk()).toBe(true)
  })
})

test('a slot that was taken away holds no memory', () => {
  const registry = Reflect.get(globalThis, Symbol.for('jackfield.registry')) as { pending: { size: number } }
  const [first, second] = [slot(handshakeHeaders()), slot(handshakeHeaders())]
  expect(registry.pending.size).toBe(2)
  first.remove()
  second.remove()
  expect(registry.pending.size).toBe(0)
})

test('another copy of the package shares the servers of this one', async () => {
  const only = desk()
  const path = '../../src/intent.ts?copy'
  const copy: typeof import('../../src/intent.ts') = await import(path)
  expect(copy.openDesk).not.toBe(openDesk)
  expect(copy.findDesk(await contextOf())).toBe(only)
})
