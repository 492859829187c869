import { Crowd } from '../load/crowd.ts'
import { heldBy } from '../load/memory.ts'
import { checkEcho } from './echo.ts'
import type { Scenario, Target } from './scenario.ts'

const route = '/echo'
const first = 1_000

/** What each further connection takes, when the first of them have paid for what all need. */
async function round(target: Target) {
  const { port, dialect, quick } = target
  const more = (quick ? 5_000 : 15_000) - first
  using crowd = await Crowd.of(first, () => dialect.dial(port, route))
  const before = await heldBy(target)
  await crowd.grow(more, () => dialect.dial(port, route))
  const after = await heldBy(target)
  return { rate: (after - before) / more, note: crowd.note }
}

export const idle: Scenario = {
  name: 'idle',
  unit: 'bytes',
  says: 'connect and stay',
  most: 1,
  fresh: true,
  round,
  check: (target) => checkEcho(target, { connections: first, inFlight: 1, bytes: 128, text: true, messages: 1 }),
}
