// The client of this runtime's own WebSocket against a server that speaks the protocol by hand.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type WebSocket as Peer, WebSocketServer } from 'ws'
import { type BinaryMessage, readBytes, writeBytes } from '../../src/channel/binary.ts'
import { type ClientSocket, type ConnectOptions, connect, type Status } from '../../src/client/index.ts'
import { within } from '../../src/testing/expect.ts'
import { makeCertificate } from '../certificate.ts'
import { chat } from './client-chat.ts'

const servers: Server[] = []
const clients: ClientSocket<typeof chat>[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

/** Says welcome, and answers in the channel's words. */
function speak(peer: Peer): void {
  const say = (message: object) => peer.send(JSON.stringify(message))
  say({ type: 'welcome', id: 'from-ws', spread: 500 })
  peer.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      const { envelope, body } = readBytes(new Uint8Array(data).buffer) as BinaryMessage
      return peer.send(writeBytes(envelope, body))
    }
    const { type, id, data: told } = JSON.parse(String(data))
    if (type === 'history') say({ type: 'reply', id, data: [{ from: 'ada', text: `${told.limit}` }] })
    if (type === 'say') say({ type: 'said', data: { from: 'you', text: told.text } })
    if (type === 'leave') peer.close(1012, 'restarting')
  })
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void, upgrades = true) {
  const server = createServer(answer)
  if (upgrades) {
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'jackfield.1' })
    server.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, speak))
  }
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/ws`
}

function client(url: string, options?: ConnectOptions): ClientSocket<typeof chat> {
  const socket = connect(chat, url, options)
  clients.push(socket)
  return socket
}

/** Waits for a status. */
const until = <State extends Status['state']>(socket: ClientSocket<typeof chat>, state: State) =>
  within(
    new Promise<Extract<Status, { state: State }>>((resolve) => {
      const look = (status: Status) => status.state === state && resolve(status as Extract<Status, { state: State }>)
      look(socket.status.current)
      socket.status.subscribe(look)
    }),
    `the status ${state}`,
  )

test('a conversation, a restart, and another', async () => {
  const socket = client(await listen((_, response) => response.end()))
  const said = new Promise((resolve) => socket.on('said', resolve))
  const frame = new Promise((resolve) => socket.on('frame', resolve))
  expect(socket.send('say', { text: 'hello' })).toBe('queued')
  expect(await within(said, 'what was said')).toEqual({ from: 'you', text: 'hello' })
  expect(socket.status.current).toEqual({ state: 'open', id: 'from-ws' })
  socket.send('frame', { camera: 'door' }, new Uint8Array([1, 2, 3]))
  expect(await within(frame, 'the frame')).toEqual({ head: { camera: 'door' }, body: new Uint8Array([1, 2, 3]) })
  expect(await within(socket.call('history', { limit: 3 }), 'the reply')).toEqual([{ from: 'ada', text: '3' }])

  const back = new Promise<Status>((resolve) => {
    socket.status.subscribe((status) => status.state === 'connecting' && resolve(status))
  })
  socket.send('leave')
  expect(await until(socket, 'waiting')).toMatchObject({ why: { code: 'closed', close: 1012, retry: 'later' } })
  await within(back, 'the next attempt')
  await until(socket, 'open')
  expect(await within(socket.call('history', { limit: 4 }), 'the reply')).toEqual([{ from: 'ada', text: '4' }])
  socket.close()
  expect(socket.status.current.state).toBe('closed')
})

/** Waits until the client knows why. */
const why = (socket: ClientSocket<typeof chat>, code: string) =>
  within(
    new Promise<void>((resolve) => {
      const look = (status: Status) => status.why?.code === code && resolve()
      look(socket.status.current)
      socket.status.subscribe(look)
    }),
    `the cause ${code}`,
  )

test('a server whose certificate is not trusted is not said to be stopped', async () => {
  const server = createTlsServer(await makeCertificate())
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = client(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`)
  await why(socket, 'server_down')
  expect(socket.status.current.why?.message).toContain('or it wants wss, and its certificate is not trusted here.')
})

test('why it failed, of real failures', async () => {
  const route = JSON.stringify({ code: 'upgrade_required', message: 'This is a WebSocket route.' })
  const proxied = client(
    await listen((_, response) => response.writeHead(426, { 'content-type': 'application/json' }).end(route), false),
  )
  await why(proxied, 'headers_stripped')
  const lost = client(await listen((_, response) => response.writeHead(404).end(), false))
  await why(lost, 'not_found')
  expect(lost.status.current.state).toBe('closed')
  const plain = await listen((_, response) => response.end())
  await why(client(plain.replace('http:', 'wss:')), 'wrong_scheme')
  const [stopped] = servers.splice(-1)
  stopped?.closeAllConnections()
  stopped?.close()
  if (stopped) await once(stopped, 'close')
  await why(client(plain), 'server_down')
})
