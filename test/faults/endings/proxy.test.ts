import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../../src/testing/expect.ts'
import { dial } from '../../../testing/dial.ts'
import { FaultProxy, type Faults } from './proxy.ts'

/** A client, and what a server behind a proxy with these faults sees of it. */
async function through(faults: Faults) {
  const accepted = Promise.withResolvers<Socket>()
  const listener = createServer({ allowHalfOpen: true }, accepted.resolve).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const proxy = await FaultProxy.before(`http://127.0.0.1:${(listener.address() as AddressInfo).port}`, () => faults)
  const client = await dial(proxy)
  const server = await accepted.promise
  const seen = { chunks: [] as string[], end: '' }
  server.on('data', (bytes) => void seen.chunks.push(bytes.toString()))
  server.on('end', () => {
    seen.end ||= 'FIN'
  })
  server.on('error', () => {
    seen.end = 'RST'
  })
  onTestFinished(async () => {
    client.destroy()
    server.destroy()
    await proxy[Symbol.asyncDispose]()
    listener.close()
  })
  return { client, server, seen }
}

test('without a fault both directions pass, and their ends', async () => {
  const { client, server, seen } = await through({})
  client.write('there')
  await until(() => seen.chunks.join('') === 'there', 'what was sent')
  client.end()
  await until(() => seen.end === 'FIN', 'its end')
  server.end('and back')
  expect(Buffer.from(await client.readToEnd()).toString()).toBe('and back')
})

test('slices come one by one', async () => {
  const { client, seen } = await through({ up: { slice: 1, delay: 20 } })
  client.write('bytes')
  await until(() => seen.chunks.join('') === 'bytes', 'all of them')
  expect(seen.chunks).toEqual(['b', 'y', 't', 'e', 's'])
})

test('what is delayed comes so much later', async () => {
  const { client, server } = await through({ down: { delay: 50 } })
  const begun = performance.now()
  server.write('late')
  await client.read('late'.length)
  expect(performance.now() - begun).toBeGreaterThan(49)
})

test.each([
  { by: 'cut', end: 'FIN', over: 'fin' },
  { by: 'reset', end: 'RST', over: 'reset' },
] as const)('a $by behind the third byte is one for both ends', async ({ by, end, over }) => {
  const { client, seen } = await through({ up: { end: { after: 3, by } } })
  client.write('bytes')
  await until(() => seen.end === end, 'the end')
  expect(['byt', '']).toContain(seen.chunks.join(''))
  await client.readToEnd()
  expect(client.over).toBe(over)
})

test('a black hole takes what comes and answers nothing', async () => {
  const { client, server, seen } = await through({ up: { end: { after: 3, by: 'hole' } } })
  client.write('bytes')
  await until(() => seen.chunks.join('') === 'byt', 'what passed before')
  client.end()
  server.write('lost')
  await expect(client.read(1, 200)).rejects.toThrow('1 bytes')
  expect(seen).toEqual({ chunks: ['byt'], end: '' })
})
