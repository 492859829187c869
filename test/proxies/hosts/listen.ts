import process from 'node:process'
import type { Hono } from 'hono'
import type { ListenOptions } from '../../../src/options.ts'
import { app } from './app.ts'

type Serve = (app: Hono, options: ListenOptions) => Promise<{ readonly port: number }>

/**
 * Options come as JSON in the first argument, the port goes out as one line of JSON, the log as lines on stderr, and the
 * end of stdin ends the process.
 */
export async function listen(serve: Serve): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '{}') as ListenOptions
  const { port } = await serve(app, { port: 0, ...options, log: (line) => console.error(line) })
  console.log(JSON.stringify({ port }))
  process.stdin.on('end', () => process.exit()).resume()
}
