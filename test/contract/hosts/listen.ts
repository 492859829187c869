import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Hono } from 'hono'
import type { Handle } from '../../../adapters/handle.ts'
import type { PublishTarget } from '../../../src/index.ts'
import type { ListenOptions } from '../../../src/options.ts'
import type { DisconnectOptions, DisconnectTarget } from '../../../src/targets.ts'
import { hostedApp } from './app.ts'

type Command = { readonly id: number } & (
  | { readonly close: number }
  | { readonly publish: PublishTarget; readonly data: string }
  | { readonly disconnect: DisconnectTarget; readonly options?: DisconnectOptions }
  | { readonly stats: true }
)

/** Does what a command asks for, on the server's own handle. */
async function obey(handle: Handle, command: Command): Promise<unknown> {
  if ('close' in command) return handle.close({ timeout: command.close })
  if ('publish' in command) return handle.publish(command.publish, command.data)
  if ('disconnect' in command) return handle.disconnect(command.disconnect, command.options)
  return handle.stats()
}

/**
 * Hosts the contract's app: options come as JSON in the first argument, the port goes out as one line of JSON, and
 * then each line on stdin is a command that is answered by a line with its `id`. The end of stdin ends the process.
 */
export async function listen(serve: (app: Hono, options: ListenOptions) => Promise<Handle>): Promise<void> {
  const { app, ...hooks } = hostedApp()
  const options = JSON.parse(process.argv[2] ?? '{}') as ListenOptions
  const handle = await serve(app, { ...options, ...hooks, port: 0 })
  say({ port: handle.port })

  const commands = createInterface({ input: process.stdin })
  commands.on('line', async (line) => {
    const command = JSON.parse(line) as Command
    try {
      say({ id: command.id, result: await obey(handle, command) })
    } catch (error) {
      say({ id: command.id, error: String(error) })
    }
  })
  commands.on('close', () => process.exit())
}

function say(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
