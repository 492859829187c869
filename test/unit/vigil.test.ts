import { expect, test, vi } from 'vitest'
import { Clock } from '../../adapters/memory/clock.ts'
import { makeAlarms } from '../../src/alarms.ts'
import { type LimitOptions, resolvePolicy } from '../../src/options.ts'
import { Vigil } from '../../src/vigil.ts'
import { NotingTransport } from './connection.ts'
import { platformOn } from './platform.ts'

const heartbeat = { interval: 100, timeout: 50 }
const maxRate = { perSecond: 10, burst: 2 }

/** The vigil over one peer, whose silence counts, by a clock that goes on by so much with every look. */
function keepVigil(options: LimitOptions = {}, { canPause = true, step = 0 } = {}) {
  const clock = new Clock()
  const told: string[] = []
  let looks = 0
  const now = vi.fn(() => clock.now() + step * looks++)
  const platform = platformOn(clock, { now })
  const transport = Object.assign(new NotingTransport(), {
    ping: () => void told.push('ping'),
    ...(canPause && { pause: () => void told.push('pause'), resume: () => void told.push('resume') }),
  })
  const policy = resolvePolicy({ heartbeat, maxRate, ...options })
  const vigil = new Vigil({
    hub: { platform, alarms: makeAlarms(platform) },
    policy,
    transport,
    stop: (reason) => void told.push(reason),
    dead: (ms) => void told.push(`dead after ${ms}`),
  })
  now.mockClear()
  return { clock, vigil, told, now }
}

test('nothing but the time is noted of a peer that sends no message', () => {
  const { vigil, told, now } = keepVigil()
  vigil.hear()
  expect(now).toHaveBeenCalledOnce()
  vigil.handled()
  vigil.empty()
  vigil.stop()
  expect(now).toHaveBeenCalledOnce()
  expect(told).toEqual([])
})

test('a message costs one look at the clock, once there is a rate to count it against', () => {
  const { vigil, now } = keepVigil()
  vigil.count()
  now.mockClear()
  vigil.count()
  expect(now).toHaveBeenCalledOnce()
})

test('a peer that never sent anything is dead within interval and timeout', async () => {
  const { clock, told } = keepVigil()
  await clock.advance(149)
  expect(told).toEqual(['ping'])
  await clock.advance(1)
  expect(told).toEqual(['ping', 'dead after 150'])
})

test('the rate counts from the first message on, however late that is', async () => {
  const { clock, vigil, told } = keepVigil({ heartbeat: false })
  await clock.advance(60_000)
  vigil.count()
  vigil.count()
  expect(told).toEqual([])
  vigil.count()
  expect(told).toEqual(['pause'])
  await clock.advance(100)
  expect(told).toEqual(['pause', 'resume'])
})

test('a burst is no offence, also where time passes while the rate is made', () => {
  const { vigil, told } = keepVigil({ maxRate: { perSecond: 10, burst: 1 } }, { step: 1 })
  vigil.count()
  expect(told).toEqual([])
  vigil.count()
  expect(told).toEqual(['pause'])
})

test('what waits can be the first that is noted: reading pauses until it is less', () => {
  const { vigil, told } = keepVigil()
  vigil.fill()
  expect(told).toEqual(['pause'])
  vigil.empty()
  expect(told).toEqual(['pause', 'resume'])
})

test('more waits than may, and reading cannot pause: the end', () => {
  const { vigil, told } = keepVigil({}, { canPause: false })
  vigil.fill()
  expect(told).toEqual(['overloaded'])
})

test('while reading is paused for what waits, a handler that ends is a sign of life', async () => {
  const { clock, vigil, told } = keepVigil()
  vigil.fill()
  await clock.advance(90)
  vigil.handled()
  await clock.advance(149)
  expect(told).toEqual(['pause', 'ping'])
  await clock.advance(1)
  expect(told).toEqual(['pause', 'ping', 'overloaded'])
})

test('while it is not, a handler that ends is none', async () => {
  const { clock, vigil, told } = keepVigil()
  await clock.advance(90)
  vigil.handled()
  await clock.advance(60)
  expect(told).toEqual(['ping', 'dead after 150'])
})

test('who is slowed down is not dead', async () => {
  const { clock, vigil, told } = keepVigil({ maxRate: { perSecond: 1, burst: 1 }, handlerTimeout: 10_000 })
  vigil.count()
  vigil.count()
  await clock.advance(999)
  expect(told).not.toContain('dead after 150')
  await clock.advance(1)
  expect(told.at(-1)).toBe('resume')
})

test('stopped, it asks no more and lets all come', async () => {
  const { clock, vigil, told } = keepVigil()
  vigil.fill()
  vigil.stop()
  await clock.advance(1000)
  expect(told).toEqual(['pause', 'resume'])
})
