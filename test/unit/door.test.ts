import { expect, test } from 'vitest'
import { Clock } from '../../adapters/memory/clock.ts'
import { JackfieldError } from '../../src/errors.ts'
import { Door, type Doorkeeper } from '../../src/guards/door.ts'
import type { Grant } from '../../src/options.ts'
import { platformOn } from './platform.ts'

const events = {}

/** A door that waits for 100 ms, and what it has told. */
function doorOf(verify: Doorkeeper['verify']) {
  const clock = new Clock()
  const told: unknown[][] = []
  const door = new Door(
    platformOn(clock),
    {
      timeout: 100,
      verify,
      async makeEvents() {
        told.push(['make'])
        return events
      },
    },
    {
      admit: (...entry) => void told.push(['admit', ...entry]),
      stop: (reason, found) => void told.push([reason, found]),
      handlers: { failed: (...failure) => void told.push(['failed', ...failure]) },
    },
  )
  return { clock, told, door }
}

const unauthorized = async () => {
  throw new JackfieldError('unauthorized', 'not good')
}

const soon = (clock: Clock) => new Promise<Grant>((resolve) => clock.timer(() => resolve({ key: 'ada' }), 50))

test('waits for the first message, and lets in whose token is good', async () => {
  const { clock, told, door } = doorOf(async (token) => ({ key: `${token}` }))
  expect(door.waits).toBe(true)
  await door.show('ada')
  expect(door.waits).toBe(false)
  await clock.advance(1000)
  expect(told).toEqual([['make'], ['admit', { key: 'ada' }, events]])
})

test('refuses a bad token', async () => {
  const { told, door } = doorOf(unauthorized)
  await door.show('abc')
  expect(told).toEqual([['unauthorized', 'not good']])
})

test('refuses who shows none in time', async () => {
  const { clock, told } = doorOf(unauthorized)
  await clock.advance(99)
  expect(told).toEqual([])
  await clock.advance(1)
  expect(told).toEqual([['unauthorized', 'its token was not found good within 100 ms']])
})

test('refuses when looking at the token takes too long', async () => {
  const { clock, told, door } = doorOf(() => new Promise(() => {}))
  void door.show('abc')
  await clock.advance(100)
  expect(told).toEqual([['unauthorized', 'its token was not found good within 100 ms']])
})

test('tells what the app failed with, also after the end', async () => {
  const error = new RangeError('no database')
  for (const shut of [false, true]) {
    const { told, door } = doorOf(async () => {
      throw error
    })
    const shown = door.show('abc')
    if (shut) door.shut()
    await shown
    expect(told).toEqual([['failed', 'verify', error, 'abc']])
  }
})

test('shut, it lets nobody in and refuses nobody', async () => {
  const verdicts: ((clock: Clock) => ReturnType<Doorkeeper['verify']>)[] = [soon, unauthorized]
  for (const verdict of verdicts) {
    const { clock, told, door } = doorOf(() => verdict(clock))
    const shown = door.show('abc')
    door.shut()
    expect(door.waits).toBe(false)
    await clock.advance(1000)
    await shown
    expect(told).toEqual([])
  }
})
