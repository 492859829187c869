import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { equal, rejects, until, within } from '../../src/testing/expect.ts'
import type { WirePeer } from '../../testing/peer.ts'
import { isPresent } from '../contract/present.ts'
import { runtimeNamed } from '../contract/runtimes.ts'
import { manners, places, type Told, values } from './failing-app.ts'
import { Server } from './server.ts'

// FT01 and FT02 in all twelve ways, four handlers by three manners, each with an error and with what is none.

const bystanders = 20
const burst = 8
const idle = 'none/none/none'

const present = ['node24', 'bun', 'deno', 'workerd-2026-10-01'].filter((name) => isPresent(runtimeNamed(name)))

/** Speaks with the server until told to stop; fails at the first message that is lost, repeated or out of order. */
async function speak(peer: WirePeer, isOver: () => boolean): Promise<number> {
  let count = 0
  do {
    const texts = Array.from({ length: burst }, () => `message ${count++}`)
    for (const text of texts) peer.send(text)
    for (const text of texts) equal(await peer.next(), text, 'the answer to a bystander')
  } while (!isOver())
  peer.close(4000)
  equal((await within(peer.closed, 'the end')).code, 4000, "a bystander's close")
  await rejects(peer.next(), 'a message to a bystander that asked for none')
  return count
}

/** Makes the handler of one connection fail, and answers with the code that its peer sees. */
async function provoke(server: Server, way: string): Promise<number> {
  const peer = await server.connect(`/failing/ways/${way}`)
  if (way.startsWith('close')) peer.close(4001)
  else if (!way.startsWith('open')) peer.send('now')
  return (await within(peer.closed, `the end of ${way}`)).code
}

const codeOf = (way: string): number => (way.startsWith('close') ? 4001 : 1011)

const expectedOf = (way: string): Told => ({
  onError: [way.startsWith('error') ? 'first' : 'value'],
  hook: way.startsWith('error') ? ['first', 'value'] : ['value'],
  closes: [codeOf(way)],
})

async function readTold(server: Server): Promise<Record<string, Told>> {
  const told = (await server.ask('GET', '/failing/told')) as Record<string, Told>
  return Object.fromEntries(Object.entries(told).map(([way, one]) => [way, { ...one, hook: one.hook.toSorted() }]))
}

describe.each(present)('handlers that fail, on %s', (name) => {
  let server: Server
  beforeAll(async () => {
    server = await Server.on(name)
  })
  afterAll(() => server?.end())

  test('each is told once, closes its own connection, and nobody else notices', async () => {
    const paths = ['/echo', `/failing/ways/${idle}`]
    const peers = await Promise.all(
      Array.from({ length: bystanders }, (_, index) => server.connect(paths[index % 2] as string)),
    )
    let over = false
    const spoken = Promise.all(peers.map((peer) => speak(peer, () => over)))

    const kinds = places.flatMap((place) => manners.map((manner) => `${place}/${manner}`))
    const ways = kinds.flatMap((kind) => Object.keys(values).map((value) => `${kind}/${value}`))
    for (const way of ways) expect(await Promise.race([provoke(server, way), spoken]), way).toBe(codeOf(way))
    const isTold = async () => {
      const told = await readTold(server)
      return ways.every((way) => told[way]?.hook.length === expectedOf(way).hook.length)
    }
    await until(isTold, () => `all that the hook is to be told\n${server.log}`)
    over = true

    expect(Math.min(...(await spoken))).toBeGreaterThan(burst)
    const closes = Array.from({ length: bystanders / 2 }, () => 4000)
    expect(await readTold(server)).toEqual({
      ...Object.fromEntries(ways.map((way) => [way, expectedOf(way)])),
      [idle]: { onError: [], hook: [], closes },
    })
    expect(server.running).toBe(true)
  })
})
