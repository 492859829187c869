import { equal, ok, until, within } from '../../src/testing/expect.ts'
import { encodeFrame, opcode } from '../../src/testing/frames.ts'
import { handshake, readHead, request } from '../../src/testing/raw.ts'
import type { Dialed } from '../../testing/dial.ts'
import type { WirePeer } from '../../testing/peer.ts'
import type { Server } from './server.ts'

/** Brings so many connections to their end, all at once; answers the close codes that their peers saw. */
export type Wave = (server: Server, size: number) => Promise<number[]>

/** How a peer leaves without a close frame. */
export type Leave = 'FIN' | 'RST'

const each = <T>(size: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: size }, (_, index) => run(index)))

/** A FIN must be answered with one. */
async function leave(wire: Dialed, how: Leave): Promise<void> {
  if (how === 'RST') return wire.reset()
  wire.end()
  await wire.readToEnd()
  wire.destroy()
}

/** Peers that leave as soon as their handshake has come so far. */
export const abortedAt =
  (reach: (wire: Dialed) => Promise<void> | void, how: Leave): Wave =>
  async (server, size) => {
    await each(size, async () => {
      const wire = await server.dial()
      wire.write(handshake(server, '/echo'))
      await reach(wire)
      await leave(wire, how)
    })
    return []
  }

/** Peers that leave while the server holds their handshakes up, and are all gone when it goes on. */
export const abortedIn =
  (path: '/middleware' | '/factory', how: Leave): Wave =>
  async (server, size) => {
    const before = await server.counts()
    const wires = await each(size, async () => {
      const wire = await server.dial()
      wire.write(handshake(server, path))
      return wire
    })
    const arrive = async () => (await server.counts()).held === before.held + size
    await until(arrive, `${size} handshakes held up in ${path}`)
    const left = Promise.all(wires.map((wire) => leave(wire, how)))
    // HS13c: a Worker is not told.
    const areGone = async () => (await server.counts()).gone === before.gone + size
    if (server.runtime.adapter !== 'workers') await until(areGone, `${size} aborted signals in ${path}`)
    await server.release()
    await left
    return []
  }

export const headersSent = (): void => {}

export async function switched(wire: Dialed): Promise<void> {
  equal((await readHead(wire)).status, 101, 'the status')
}

export async function inMidMessage(wire: Dialed): Promise<void> {
  await switched(wire)
  wire.write(encodeFrame({ opcode: opcode.text, payload: new Uint8Array(1000) }).subarray(0, 500))
}

const to = (protocol: string) => ({ Connection: 'Upgrade', Upgrade: protocol })
const toH2c = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' }

/** Requests for other protocols, each kind with and without waiting for the answer; half a body gets none. */
export const otherUpgrades =
  (how: Leave): Wave =>
  async (server, size) => {
    const requests = [
      request(server, 'GET', '/counts', toH2c),
      request(server, 'GET', '/echo', to('TLS/1.0')),
      request(server, 'GET', '/nowhere', to('something')),
      request(server, 'POST', '/body', toH2c, 'a whole body'),
      request(server, 'POST', '/body', toH2c, 'half a body').slice(0, -5),
    ]
    const half = requests.length - 1
    await each(size, async (index) => {
      const wire = await server.dial()
      const which = index % requests.length
      wire.write(requests[which] as string)
      const waits = which !== half && Math.floor(index / requests.length) % 2 === 0
      if (waits) ok((await readHead(wire)).status !== 101, 'no upgrade')
      await leave(wire, how)
    })
    return []
  }

/** Connections that end as `act` brings it about. */
export const closedBy =
  (act: (peer: WirePeer) => Promise<void> | void): Wave =>
  (server, size) =>
    each(size, async () => {
      const peer = await server.connect('/echo')
      await act(peer)
      return (await within(peer.closed, 'the end of a connection')).code
    })
