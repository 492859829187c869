import { until } from '../../src/testing/expect.ts'
import { Bystander } from './bystander.ts'
import { attackerAt, megabyte, unbounded } from './damage.ts'
import { demands } from './demands.ts'
import { messageSize } from './flood.ts'
import { ratioOf } from './ratio.ts'
import type { Server } from './server.ts'
import { trial } from './trial.ts'

// A reader that stops, beside one that goes on: what it costs, and whether who sends is told what it does not get.

const mebibyte = 2 ** 20
const bytes = 400 * mebibyte
const step = 2 * mebibyte
const messages = bytes / messageSize

type Way = 'send' | 'publish'
type Policy = 'close' | 'drop' | 'latest'

const isWorker = ({ runtime }: Server): boolean => runtime.adapter === 'workers'

// A Worker is not told what waits for a reader, and goes by what it has sent in a second: so one that reads so much would
// not be spared, and one that stops is bounded only by the policy that ends it.
const policiesOf = (server: Server): readonly Policy[] => (isWorker(server) ? ['close'] : ['close', 'drop', 'latest'])

/** How many of a hundred messages are answered for: to the sender, in the server's counters, or by the close. */
async function answeredFor(server: Server, by: Way, policy: Policy, refused: number): Promise<number> {
  if (by === 'send' || policy === 'drop') return (100 * refused) / messages
  if (policy === 'close') {
    const isLogged = () => server.log.includes('closed slow_reader')
    const logged = await until(isLogged, 'the close in the log').catch(() => false)
    return logged ? 100 : 0
  }
  return (100 * ((await server.stats())?.dropped['replaced'] ?? 0)) / messages
}

async function measure(server: Server, by: Way): Promise<readonly number[]> {
  await using attacker = attackerAt(server)
  await using bystander = await Bystander.on(server)
  const reading = isWorker(server) ? 0 : 1
  const flood = { by, bytes, step: reading === 0 ? bytes : step }
  // workerd collects its garbage when it likes: the room that so much traffic takes is taken before.
  if (isWorker(server)) {
    await attacker.run('read', { ...flood, policy: 'close', reading, stopped: 1 })
    await attacker.run('leave', undefined)
  }
  const alone = await bystander.beside(
    attacker.run('read', { ...flood, policy: 'drop', reading: 2 * reading, stopped: 0 }),
  )
  await server.memory()
  const before = server.resident

  const worst = { cost: 0, told: 100, beside: 0 }
  for (const policy of policiesOf(server)) {
    const { refused } = await server.told()
    const beside = await bystander.beside(attacker.run('read', { ...flood, policy, reading, stopped: 1 }))
    await server.memory()
    worst.cost = Math.max(worst.cost, (server.resident - before) / megabyte)
    worst.told = Math.min(worst.told, await answeredFor(server, by, policy, (await server.told()).refused - refused))
    worst.beside = Math.max(worst.beside, ratioOf(alone, beside))
    await attacker.run('leave', undefined)
  }
  return [worst.cost, worst.told, worst.beside]
}

for (const [by, { cost, told, beside }] of [
  ['send', demands.stoppedSend],
  ['publish', demands.stoppedPublish],
] as const) {
  trial({
    title: `a reader that stops under ${by}`,
    demands: [cost, told, beside],
    measure: (server) => measure(server, by),
    sabotages: [{ spoils: [cost, told], options: unbounded }],
  })
}
