import { once } from 'node:events'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import process from 'node:process'
import { connect, dial, plainFetch } from 'jackfield/testing/node'
import { describe, expect, test } from 'vitest'
import { handshake } from '../../src/testing/raw.ts'
import { installed, runHost, startHost } from './runtimes.ts'

const hasIPv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
)

// Deno 2.9 says so to whoever must know that a client has left: https://docs.deno.com/go/unstable-no-legacy-abort
const legacyAbort = /^Deno\.serve: request\.signal aborts on successful responses.*\n/m

/** Fails if somebody listens there still. */
async function takePort(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  server.close()
}

describe.each(installed)('on $name', (runtime) => {
  test('without options it listens on 127.0.0.1:3000, for this machine alone', async () => {
    // Somebody else may have that port: the sentence about it names the same address.
    await using program = runHost(runtime, {})
    await program.printed(/"url":"http:\/\/127\.0\.0\.1:3000"|127\.0\.0\.1:3000 is in use/)
  })

  test('the url of an IPv6 address can be fetched and connected to', async ({ skip }) => {
    if (!hasIPv6 && !process.env['CI']) skip('this machine has no ::1')
    await using host = await startHost(runtime, { hostname: '::1' })
    expect(host.url).toBe(`http://[::1]:${host.port}`)
    expect(await (await plainFetch(`${host.url}/page`)).text()).toBe('page')
    const peer = await connect({ origin: host.url }, '/ws')
    expect(JSON.parse((await peer.next()) as string)).toMatchObject({ url: `${host.url}/ws`, remoteAddress: '::1' })
    peer.terminate()
  })

  test.each([
    ['/signal', '[false,false]'],
    ['/late-signal', 'false'],
  ])('the signal of a request does not abort because its handshake succeeds: %s', async (path, aborted) => {
    await using host = await startHost(runtime)
    const peer = await connect({ origin: host.url }, path)
    peer.send('aborted?')
    expect(await peer.next()).toBe(aborted)
    peer.terminate()
  })

  test('close says 1001 to all, frees the port, and lets the process end by itself', async () => {
    await using host = await startHost(runtime)
    const peer = await connect({ origin: host.url }, '/ws')
    await peer.next()
    host.program.tell({ timeout: 4_000 })
    expect(await peer.closed).toEqual({ code: 1001, reason: 'the server is going away' })
    await host.program.printed(/"closed":true/)
    await takePort(host.port)
    expect(await host.program.ended()).toBe(0)
    expect(host.program.output.replace(legacyAbort, '')).toBe(
      `${JSON.stringify({ url: host.url, port: host.port, hostname: '127.0.0.1' })}\n{"closed":true}\n`,
    )
  })

  test('close waits no longer than its timeout for a peer that does not answer', async () => {
    await using host = await startHost(runtime)
    const wire = await dial({ origin: host.url })
    wire.write(handshake({ origin: host.url }, '/ws', { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' }))
    await wire.readUntil('remoteAddress')
    const begun = performance.now()
    host.program.tell({ timeout: 300 })
    await host.program.printed(/"closed":true/)
    // Bun takes a connection for closed as soon as it has sent its own close frame.
    if (runtime.name !== 'bun') expect(performance.now() - begun).toBeGreaterThanOrEqual(290)
    await wire.readToEnd()
    await takePort(host.port)
    expect(await host.program.ended()).toBe(0)
    wire.destroy()
  })

  test('close is not held up by a connection that is kept alive, or that has sent nothing yet', async () => {
    await using host = await startHost(runtime)
    const [idle, mute] = [await dial({ origin: host.url }), await dial({ origin: host.url })]
    idle.write(`GET /page HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\n\r\n`)
    await idle.readUntil('page')
    host.program.tell({ timeout: 500 })
    await host.program.printed(/"closed":true/)
    expect(await host.program.ended()).toBe(0)
    for (const wire of [idle, mute]) wire.destroy()
  })
})
