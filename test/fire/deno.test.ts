import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../src/testing/expect.ts'
import { batchSize, fireBatch } from './batch.ts'
import { battery } from './battery.ts'
import { Server } from './server.ts'
import { abortedAt, switched } from './waves.ts'

// With a heartbeat, memory is flat only later: see below.
battery('deno', { heartbeat: false })

const kibibyte = 2 ** 10

// Deno 2.9 cancels the timer of its idle check on a close frame, but not on a drop.
// https://github.com/denoland/deno/blob/main/ext/websocket/01_websocket.js
test('deno keeps a dropped socket for half of its idle time, but nothing of the app', async () => {
  const server = await Server.on('deno', { heartbeat: { interval: 6_000, timeout: 6_000 } })
  onTestFinished(() => server.end())
  await server.connect('/echo')
  await fireBatch(server, abortedAt(switched, 'RST'))
  const kept = await server.memory()
  let after = kept
  const isFreed = async () => {
    after = await server.memory()
    return kept - after > 2 * kibibyte * batchSize
  }
  await until(isFreed, () => `less in use than at first: ${kept} bytes, now ${after}`, 20_000)
  expect(kept - after).toBeLessThan(32 * kibibyte * batchSize)
})
