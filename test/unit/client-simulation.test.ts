// Random lives of a client: what must hold whatever the network, the server and the page do.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ChannelError, connect } from '../../src/client/index.ts'
import { chat } from './client-chat.ts'
import { World } from './client-world.ts'

type Step =
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'welcome'; readonly spread: number }
  | { readonly do: 'end'; readonly code: number }
  | { readonly do: 'send' | 'call' | 'reply' | 'pong' | 'online' | 'look' | 'hide' | 'closing' | 'listen' | 'leave' }

const step = <Kind extends Step['do']>(kind: Kind) => fc.constant({ do: kind } as const)
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(0, 1, 200, 700, 9000, 26_000, 61_000) }),
    fc.record({ do: fc.constant('welcome' as const), spread: fc.integer({ min: 0, max: 40_000 }) }),
    fc.record({
      do: fc.constant('end' as const),
      code: fc.constantFrom(1001, 1006, 1006, 1012, 4401, 4429, 4503, 4403),
    }),
    ...(['send', 'send', 'call', 'reply', 'pong', 'online', 'look', 'hide', 'closing', 'listen', 'leave'] as const).map(
      step,
    ),
  ),
  { maxLength: 60 },
)
const lives = fc.record({
  steps,
  randoms: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 20 }),
  full: fc.constantFrom('drop-oldest' as const, 'drop-newest' as const, 'error' as const),
  lazy: fc.constantFrom(false as const, { grace: 3000 }),
})

interface Life {
  readonly steps: Step[]
  readonly randoms: number[]
  readonly full: 'drop-oldest' | 'drop-newest' | 'error'
  readonly lazy: false | { grace: number }
}

async function live({ steps, randoms, full, lazy }: Life): Promise<void> {
  const world = new World('https://example.com/')
  // Which part of its range each delay was to be.
  let drawn = 0
  let part = 0
  world.random = () => (part = randoms[drawn++ % randoms.length] ?? 0)
  const { environment } = world
  /** What became of each message, by its number. */
  const faults: string[] = []
  const onFault = ({ code, type }: ChannelError) => faults.push(`${type} ${code}`)
  const queue = { size: 3, full }
  const socket = connect(chat, 'wss://example.com/ws', { environment, diagnose: false, lazy, queue, onFault })
  const refused: number[] = []
  const calls: Promise<unknown>[] = []
  let [said, called, listening] = [0, 0, () => {}]

  // The promised range of the next delay: the model that the client is held against.
  let [first, losses] = [500, 0]
  let openedAt: number | undefined
  socket.status.subscribe((status) => {
    if (status.state === 'open') openedAt = world.clock.now()
    if (status.state !== 'waiting' && status.state !== 'idle' && status.state !== 'closed') return
    if (openedAt !== undefined && world.clock.now() - openedAt >= 60_000) losses = 0
    openedAt = undefined
    if (status.state !== 'waiting') return
    const range = Math.min(first * 2 ** losses++, 30_000)
    expect(status.until - world.clock.now()).toBe(Math.floor(part * range))
    expect(status.until - world.clock.now()).toBeLessThan(30_000)
  })
  const told = (spread: number) => (first = Math.min(Math.max(spread, 500), 30_000))

  const say = () => {
    said += 1
    try {
      if (socket.send('say', { text: String(said) }) === 'dropped') refused.push(said)
    } catch {
      expect(full).toBe('error')
      refused.push(said)
      faults.push('say thrown')
    }
  }

  for (const step of steps) {
    const server = world.alive.at(-1)
    if (step.do === 'pass') await world.pass(step.ms)
    else if (step.do === 'welcome' && server?.readyState === 0) {
      told(step.spread)
      server.welcome(step.spread)
    } else if (step.do === 'end' && server) server.end(step.code)
    else if (step.do === 'pong' && server?.readyState === 1) server.say({ type: 'pong', spread: told(9000) })
    else if (step.do === 'closing' && server?.readyState === 1) {
      server.readyState = 2
      say()
      server.end(1001)
    } else if (step.do === 'reply' && server?.readyState === 1) {
      for (const { type, id } of server.messages) if (type === 'history') server.say({ type: 'reply', id, data: [] })
    } else if (step.do === 'send') say()
    else if (step.do === 'call') {
      called += 1
      calls.push(socket.call('history', { limit: called }).catch(({ code }) => code))
    } else if (step.do === 'online') world.goOnline()
    else if (step.do === 'look') world.look('visible')
    else if (step.do === 'hide') world.look('hidden')
    else if (step.do === 'listen') {
      listening()
      listening = socket.on('said', () => {})
    } else if (step.do === 'leave') listening()
    await world.pass()
    // Never two at once.
    expect(world.alive.length).toBeLessThanOrEqual(1)
    if (socket.status.current.state === 'waiting') expect(world.alive.length).toBe(0)
  }

  socket.close()
  expect(world.timers.size).toBe(0)
  await world.pass(120_000)
  expect(world.alive.length).toBe(0)
  // A pending call would never let this resolve.
  expect((await Promise.all(calls)).length).toBe(called)
  const arrived = world.sockets.flatMap(({ messages }) => messages)
  const texts = arrived.flatMap(({ type, data }) => (type === 'say' ? [Number((data as { text: string }).text)] : []))
  const limits = arrived.flatMap(({ type, data }) => (type === 'history' ? [(data as { limit: number }).limit] : []))
  // In their order, and none twice.
  for (const numbers of [texts, limits]) expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
  // What did not go out was told of, each once.
  expect(faults.filter((fault) => fault.startsWith('say')).length).toBe(said - texts.length)
  for (const number of refused) expect(texts).not.toContain(number)
  expect(world.warned).toEqual([])
  expect(world.failed).toEqual([])
}

test('whatever happens, a client keeps its promises', async () => {
  await fc.assert(fc.asyncProperty(lives, live), { numRuns: 300, seed: 6 })
})

test('the delays of many clients are spread evenly', async () => {
  const delays: number[] = []
  let seed = 1
  for (let client = 0; client < 500; client += 1) {
    const world = new World()
    // A linear congruential generator: the same numbers in each run.
    world.random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
    const socket = connect(chat, 'wss://example.com/ws', { environment: world.environment, diagnose: false })
    await world.pass()
    world.socket.welcome(20_000)
    world.socket.end()
    const { current } = socket.status
    if (current.state === 'waiting') delays.push(current.until)
    socket.close()
  }
  const seconds = Array.from(
    { length: 20 },
    (_, second) => delays.filter((ms) => Math.floor(ms / 1000) === second).length,
  )
  expect(delays.length).toBe(500)
  // Twenty seconds of 25 each: chi-square with 19 degrees of freedom is below 43.8 in 999 cases of 1,000.
  expect(seconds.reduce((sum, count) => sum + (count - 25) ** 2 / 25, 0)).toBeLessThan(43.8)
  expect(Math.max(...seconds)).toBeLessThan(50)
})
