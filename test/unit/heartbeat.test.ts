import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { Clock } from '../../adapters/memory/clock.ts'
import { makeAlarms } from '../../src/alarms.ts'
import { Heartbeat } from '../../src/heartbeat.ts'
import { platformOn } from './platform.ts'

function makeHeart(options = { interval: 100, timeout: 50 }) {
  const clock = new Clock()
  const died: number[] = []
  const ping = vi.fn()
  let last = 0
  class Heart extends Heartbeat {
    readonly alarms = makeAlarms(platformOn(clock))
    readonly rhythm = options
    get silence(): number {
      return clock.now() - last
    }
    readonly ping = ping
    dead(): void {
      died.push(clock.now())
    }
  }
  const heart = new Heart()
  heart.beat()
  const hear = () => {
    last = clock.now()
    heart.seen()
  }
  return { clock, heart, hear, ping, died }
}

test('a silent peer is asked after the interval, and given up after the timeout', async () => {
  const { clock, ping, died } = makeHeart()
  await clock.advance(99)
  expect(ping).not.toHaveBeenCalled()
  await clock.advance(1)
  expect(ping).toHaveBeenCalledOnce()
  await clock.advance(49)
  expect(died).toEqual([])
  await clock.advance(1)
  expect(died).toEqual([150])
})

test('whatever comes from the peer puts the question off', async () => {
  const { clock, hear, ping } = makeHeart()
  await clock.advance(60)
  hear()
  await clock.advance(99)
  expect(ping).not.toHaveBeenCalled()
  await clock.advance(1)
  expect(ping).toHaveBeenCalledOnce()
})

test('one answer keeps the peer alive for another round', async () => {
  const { clock, hear, ping, died } = makeHeart()
  ping.mockImplementation(hear)
  await clock.advance(1_000)
  expect(died).toEqual([])
  expect(ping).toHaveBeenCalledTimes(10)
})

test('a stopped one asks and gives up no more', async () => {
  const { clock, heart, ping, died } = makeHeart()
  heart.stop()
  await clock.advance(1_000)
  expect(ping).not.toHaveBeenCalled()
  expect(died).toEqual([])
})

test('stopped while it waits for the answer', async () => {
  const { clock, heart, died } = makeHeart()
  await clock.advance(120)
  heart.stop()
  await clock.advance(1_000)
  expect(died).toEqual([])
})

test('stopped by the ping itself', async () => {
  const { clock, heart, ping, died } = makeHeart()
  ping.mockImplementation(() => heart.stop())
  await clock.advance(1_000)
  expect(ping).toHaveBeenCalledOnce()
  expect(died).toEqual([])
})

test('whenever its last sign of life came, a silent peer is given up within interval and timeout', async () => {
  const options = fc.record({ interval: fc.integer({ min: 2, max: 60 }), timeout: fc.integer({ min: 2, max: 60 }) })
  const gaps = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(options, gaps, async ({ interval, timeout }, signs) => {
      const { clock, hear, died } = makeHeart({ interval, timeout })
      let last = 0
      for (const gap of signs) {
        await clock.advance(gap)
        if (died.length > 0) break
        last = clock.now()
        hear()
      }
      await clock.advance(interval + timeout + 1)
      expect(died).toEqual([last + interval + timeout])
    }),
  )
})
