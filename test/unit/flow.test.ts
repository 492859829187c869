import { expect, test } from 'vitest'
import { Clock } from '../../adapters/memory/clock.ts'
import { Flow } from '../../src/flow.ts'
import { resolvePolicy } from '../../src/options.ts'
import { platformOn } from './platform.ts'

/** A flow of ten a second after a burst of two, on a transport that can be paused, or not. */
function flowOn({
  canPause = true,
  handlerTimeout = 1000,
  maxRate = { perSecond: 10, burst: 2 } as object | false,
} = {}) {
  const clock = new Clock()
  const told: string[] = []
  /** What is said to a transport twice is said once. */
  const tell = (what: string): void => {
    if (told.at(-1) !== what) told.push(what)
  }
  const policy = resolvePolicy({ maxRate: maxRate as false, handlerTimeout })
  const flow = new Flow(platformOn(clock), policy, {
    pause: () => {
      tell('pause')
      return canPause
    },
    resume: () => tell('resume'),
    flood: (reason) => tell(reason),
  })
  const come = (times: number): void => {
    for (let count = 0; count < times; count++) flow.came(clock.now())
  }
  return { clock, flow, told, come }
}

test('too fast: reading pauses until the bucket has recovered, once however many came', async () => {
  const { clock, flow, told, come } = flowOn()
  come(2)
  expect(told).toEqual([])
  come(3)
  expect([told, flow.slowed]).toEqual([['pause'], true])
  await clock.advance(299)
  expect(told).toEqual(['pause'])
  await clock.advance(1)
  expect([told, flow.slowed]).toEqual([['pause', 'resume'], false])
})

test('too fast where reading cannot pause: the end', () => {
  const { told, come } = flowOn({ canPause: false })
  come(3)
  expect(told).toEqual(['pause', 'too_fast'])
})

test('too fast for longer than a handler may take: the end', () => {
  const { told, come } = flowOn({ handlerTimeout: 250 })
  come(4)
  expect(told).toEqual(['pause'])
  const debt = flowOn({ handlerTimeout: 99 })
  debt.come(3)
  expect(debt.told).toEqual(['too_fast'])
})

test('too fast again and again, with no breather in between: the end, when patience is over', async () => {
  const { clock, told, come } = flowOn({ handlerTimeout: 1000 })
  come(2)
  for (let round = 0; round < 20 && !told.includes('too_fast'); round++) {
    come(1)
    await clock.advance(100)
  }
  expect(told.at(-1)).toBe('too_fast')
  expect(told.filter((one) => one === 'pause').length).toBe(10)
})

test('too fast now and then, with breathers: for ever', async () => {
  const { clock, told, come } = flowOn({ handlerTimeout: 1000 })
  for (let round = 0; round < 100; round++) {
    come(3)
    await clock.advance(1200)
  }
  expect(told).not.toContain('too_fast')
})

test('as fast as they come', () => {
  const { told, come } = flowOn({ maxRate: false })
  come(100_000)
  expect(told).toEqual([])
})

test('too much waits: reading pauses until it is less', () => {
  const { flow, told } = flowOn()
  flow.fill()
  expect([told, flow.full]).toEqual([['pause'], true])
  flow.empty()
  expect([told, flow.full]).toEqual([['pause', 'resume'], false])
})

test('too much waits where reading cannot pause: the end', () => {
  const { flow, told } = flowOn({ canPause: false })
  flow.fill()
  expect([told, flow.full]).toEqual([['pause', 'overloaded'], false])
})

test('paused for both reasons, it reads again when neither is left', async () => {
  const first = flowOn()
  first.come(3)
  first.flow.fill()
  await first.clock.advance(100)
  expect(first.told).toEqual(['pause'])
  first.flow.empty()
  expect(first.told).toEqual(['pause', 'resume'])
  const second = flowOn()
  second.flow.fill()
  second.come(3)
  second.flow.empty()
  expect(second.told).toEqual(['pause'])
  await second.clock.advance(100)
  expect(second.told).toEqual(['pause', 'resume'])
})

test('at the end it reads again, once, and no timer is left', async () => {
  const { clock, flow, told, come } = flowOn()
  come(3)
  flow.stop()
  flow.stop()
  await clock.advance(10_000)
  expect(told).toEqual(['pause', 'resume'])
})
