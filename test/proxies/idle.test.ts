import { expect, test } from 'vitest'
import { encodeFrame, opcode, readFrame, textFrame } from '../../src/testing/frames.ts'
import { exchange, handshake } from '../../src/testing/raw.ts'
import { dialFrom } from './client.ts'
import { kinds } from './kinds.ts'
import { ReverseProxy } from './proxy.ts'
import { describeBehind, impatient, runtimes, serverOn } from './suite.ts'

/** How long the proxies wait, in ms. Deno pings after half of the heartbeat's two times. */
const limit = 4_000

/** Reads and answers pings for so long, and then proves with an echo that the connection is whole. */
async function onlyPings(proxy: ReverseProxy, ms: number): Promise<void> {
  const wire = await dialFrom(proxy)
  expect((await exchange(wire, handshake(proxy, '/ws'))).status).toBe(101)
  expect((await readFrame(wire)).opcode).toBe(opcode.text)
  const start = performance.now()
  while (performance.now() - start < ms) {
    expect((await readFrame(wire)).opcode).toBe(opcode.ping)
    wire.write(encodeFrame({ opcode: opcode.pong, payload: new Uint8Array() }))
  }
  wire.write(textFrame('still there'))
  let frame = await readFrame(wire)
  while (frame.opcode === opcode.ping) frame = await readFrame(wire)
  expect(Buffer.from(frame.payload).toString()).toBe('still there')
  wire.destroy()
}

describeBehind('a connection on which nobody says anything', () => {
  test.concurrent.each(runtimes)('outlives the timeout of the proxy: %s pings', async (runtime) => {
    await using server = await serverOn(runtime, { heartbeat: { interval: 1_000, timeout: 4_000 } })
    await Promise.all(
      kinds.map(async (kind) => {
        await using proxy = await ReverseProxy.start(kind, server.port, impatient(kind, limit))
        await onlyPings(proxy, 2 * limit)
      }),
    )
  })
})
