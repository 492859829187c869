import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { WebSocketServer } from 'ws'
import { serve } from '../../../adapters/node/serve.ts'
import { countedApp, options } from '../app.ts'

// A server whose memory its parent asks for: a plain one of `ws`, or ours. It tells its port first.

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

async function startRaw(): Promise<number> {
  const server = createServer()
  new WebSocketServer({ server }).on('connection', (raw) => raw.on('message', (data) => raw.send(String(data))))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const startOurs = async (): Promise<number> => (await serve(countedApp().app, { ...options, port: 0 })).port

process.on('message', async () => {
  // What is let go by a finalizer goes in a later round.
  for (let round = 0; round < 3; round++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external } = process.memoryUsage()
  const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout')
  process.send?.({ bytes: heapUsed + external, timers: timers.length })
})
process.send?.({ port: await (process.argv[2] === 'raw' ? startRaw() : startOurs()) })
