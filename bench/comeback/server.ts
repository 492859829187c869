// The server that is killed: a channel's route on Node, which listens when it is told to. `GET /seen` tells what came to it.
import process from 'node:process'
import { createInterface } from 'node:readline'
import { Hono } from 'hono'
import { serve } from '../../adapters/node/index.ts'
import { defineRoute } from '../../src/channels/index.ts'
import { upgradeWebSocket } from '../../src/index.ts'
import { address } from '../hosts/process.ts'
import { lobby } from './channel.ts'
import type { ServerOrder } from './fleet.ts'
import type { Seen } from './record.ts'

const route = defineRoute(lobby, {
  on: {
    say: (socket, said) => void socket.broadcast('said', said),
  },
})

const seen: { [Kind in keyof Seen]: number[] } = { handshakes: [], questions: [] }

const app = new Hono()
  .get('/seen', (c) => c.json(seen))
  .get('/ws', (c) => {
    seen[c.req.header('upgrade') ? 'handshakes' : 'questions'].push(Date.now())
    return upgradeWebSocket(c, route)
  })

// All else is as it comes: only that all clients have one address.
const maxConnections = { total: 10_000, perAddress: 10_000 }

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const { id, port } = JSON.parse(line) as ServerOrder & { readonly id: number }
    const result = port === undefined ? undefined : (await serve(app, { ...address, port, maxConnections })).port
    console.log(JSON.stringify({ id, result }))
  })
  .on('close', () => process.exit())
