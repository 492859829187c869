import { createServer, type IncomingMessage } from 'node:http'
import process from 'node:process'
import type { Duplex } from 'node:stream'
import express from 'express'
import { WebSocketServer } from 'ws'
import { attach } from '../../../adapters/node/index.ts'
import { hostedApp } from './app.ts'

/**
 * One `http` server with Express on it, the contract's app attached, and somebody else's WebSockets on `/theirs`,
 * made in one of the ways in which people make them. `GET /seen` tells which upgrades the others were shown.
 */
type Scenario = {
  readonly theirs: 'path' | 'noServer' | 'mute'
  readonly order: 'before' | 'after'
}

const { theirs, order } = JSON.parse(process.argv[2] ?? '{}') as Scenario
const seen: string[] = []
const site = express()
site.get('/hello', (_, response) => void response.send('hello from express'))
site.get('/seen', (_, response) => void response.json(seen))
const server = createServer(site)

function addTheirs(): void {
  server.on('upgrade', ({ url }: IncomingMessage) => void seen.push(url ?? ''))
  if (theirs === 'mute') return
  const sockets = new WebSocketServer(theirs === 'path' ? { server, path: '/theirs' } : { noServer: true })
  sockets.on('connection', (socket) =>
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
  )
  if (theirs === 'path') return
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url !== '/theirs') socket.destroy()
    else sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request))
  })
}

function attachOurs(): void {
  const { app, log } = hostedApp()
  attach(server, app, { handshakeTimeout: 300, log })
}

for (const step of order === 'before' ? [attachOurs, addTheirs] : [addTheirs, attachOurs]) step()
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())))
process.stdin.on('end', () => process.exit()).resume()
