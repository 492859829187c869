import process from 'node:process'
import { afterAll, describe, expect, test } from 'vitest'
import { freshId, openGate, until, untilLog } from '../../src/testing/expect.ts'
import { handshake } from '../../src/testing/raw.ts'
import { wireTarget } from '../../testing/wire.ts'
import type { Child } from './child.ts'
import { isPresent } from './present.ts'
import { runtimes, startVariant } from './runtimes.ts'

// HS13: what the wire does not show. Deno 2.9 keeps the descriptor of a client that leaves during a handshake, unless
// somebody listens for its leaving and its request is not upgraded.

const rounds = 20
const present = process.platform === 'linux' ? runtimes.filter(isPresent) : []

describe.each(present)('peers that leave during the handshake, on $name', (runtime) => {
  let child: Child
  afterAll(() => child?.end())

  test('HS13 they leave no descriptor behind', async () => {
    const started = await startVariant(runtime)
    child = started.child
    await using target = wireTarget({ runtime: runtime.name, origin: `http://127.0.0.1:${started.port}` })
    await target.fetch('/handshake/plain')
    const before = child.descriptors ?? 0

    const id = freshId()
    for (let round = 0; round < rounds; round++) {
      const raw = await target.raw()
      raw.write(handshake(target, `/handshake/slow?id=${id}`))
      await untilLog(target, id, (log) => log.filter(({ event }) => event === 'waiting').length > round)
      raw.reset()
    }
    await openGate(target, id)
    const spare = 4
    await until(
      () => (child.descriptors ?? 0) <= before + spare,
      () => `${before} descriptors before, ${child.descriptors} after ${rounds} peers have left`,
    )
    expect((await target.connect('/handshake/echo')).status).toBe(101)
  })
})
