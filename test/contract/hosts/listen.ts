import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Hono } from 'hono'
import type { PublishResult, PublishTarget } from '../../../src/index.ts'
import type { ListenOptions } from '../../../src/options.ts'
import { hostedApp } from './app.ts'

interface Handle {
  readonly port: number
  publish(target: PublishTarget, data: string): PublishResult
  close(options?: { timeout?: number }): Promise<void>
}

type Command = { id: number; close: number } | { id: number; publish: PublishTarget; data: string }

/**
 * Hosts the contract's app: options come as JSON in the first argument, the port goes out as one line of JSON, and
 * then each line on stdin is a command that is answered by a line with its `id`. The end of stdin ends the process.
 */
export async function listen(serve: (app: Hono, options: ListenOptions) => Promise<Handle>): Promise<void> {
  const { app, onError } = hostedApp()
  const options = JSON.parse(process.argv[2] ?? '{}') as ListenOptions
  const handle = await serve(app, { ...options, onError, log: (line) => console.error(line), port: 0 })
  say({ port: handle.port })

  const commands = createInterface({ input: process.stdin })
  commands.on('line', async (line) => {
    const command = JSON.parse(line) as Command
    try {
      if ('close' in command) say({ id: command.id, result: await handle.close({ timeout: command.close }) })
      else say({ id: command.id, result: handle.publish(command.publish, command.data) })
    } catch (error) {
      say({ id: command.id, error: String(error) })
    }
  })
  commands.on('close', () => process.exit())
}

function say(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
