// The transcripts on a server whose clock and ids are fixed: `npm run test:protocol -- -u` writes them anew.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Target } from '../../src/testing/target.ts'
import { memorySource } from '../contract/memory.ts'
import { onTarget, play } from './play.ts'
import { pathOf, transcripts } from './transcripts.ts'

type Id = ReturnType<typeof crypto.randomUUID>

beforeEach(() => {
  // The contract's app polls its gates by the global clock.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  let ids = 0
  vi.spyOn(crypto, 'randomUUID').mockImplementation(
    () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}` as Id,
  )
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Until all is told that needs no time. */
const settleOn = (target: Target) => async () => {
  await target.clock?.advance(0)
  await vi.advanceTimersByTimeAsync(10)
  await target.clock?.advance(0)
}

test.each(transcripts)('%s, byte for byte', async (name, text) => {
  const told = await onTarget(memorySource, (target) => play(text, target, settleOn(target)))
  await expect(told).toMatchFileSnapshot(pathOf(name))
})
