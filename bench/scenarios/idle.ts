import { Crowd } from '../load/crowd.ts'
import { heldBy } from '../load/memory.ts'
import { checkEcho } from './echo.ts'
import type { Scenario, Target } from './scenario.ts'

const route = '/echo'
const first = 1_000

/** What each further connection takes, when the first of them have paid for what all need. */
async function round(target: Target) {
  const { port, dialect, quick, runtime } = target
  // workerd 1.20261023 refuses to take 15,000 here, also without a library.
  const more = (quick || runtime === 'workerd' ? 5_000 : 15_000) - first
  using crowd = await Crowd.of(first, () => dialect.dial(port, route))
  const before = await heldBy(target)
  await crowd.grow(more, () => dialect.dial(port, route))
  const after = await heldBy(target)
  return { rate: (after - before) / more, note: crowd.note }
}

const staying = {
  unit: 'bytes',
  fresh: true,
  round,
  check: (target: Target) =>
    checkEcho(target, { connections: first, inFlight: 1, bytes: 128, text: true, messages: 1 }),
} as const

/** What is kept of connections, and what V8 has taken in room for the garbage of their handshakes. */
export const idles: readonly Scenario[] = [
  { ...staying, name: 'idle', says: 'connect and stay', still: true },
  {
    ...staying,
    name: 'idle-growing',
    says: 'connect and stay, while V8 takes what room it likes',
    only: 'node',
    most: 1,
  },
]
