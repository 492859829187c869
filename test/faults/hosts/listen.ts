import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Hono } from 'hono'
import type { CloseOptions, ListenOptions } from '../../../src/options.ts'
import { faultsApp } from '../app.ts'

interface Handle {
  readonly port: number
  close(options?: CloseOptions): Promise<void>
  stats?(): unknown
}

type Command = { id: number; close: CloseOptions }

/**
 * Hosts the app: options come as JSON in the first argument, the port goes out as one line of JSON. A line on stdin is
 * `{ close: CloseOptions, id }`, and answered; the end of stdin ends the process.
 */
export async function listen(
  serve: (app: Hono, options: ListenOptions) => Promise<Handle>,
  collect: () => void,
): Promise<void> {
  const { app, onError } = faultsApp({
    collect,
    heap: () => process.memoryUsage().heapUsed,
    stats: () => handle.stats?.(),
  })
  const options = JSON.parse(process.argv[2] ?? '{}') as ListenOptions
  const handle: Handle = await serve(app, { ...options, onError, log: (line) => console.error(line), port: 0 })
  say({ port: handle.port })
  // A process that ends by a signal may have nothing else to wait for.
  if (options.signals) return

  const commands = createInterface({ input: process.stdin })
  commands.on('line', async (line) => {
    const { id, close } = JSON.parse(line) as Command
    await handle.close(close)
    say({ id, result: null })
  })
  commands.on('close', () => process.exit())
}

function say(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
