import process from 'node:process'
import type { Hono } from 'hono'
import type { ListenOptions } from '../../../src/options.ts'
import { hostedApp, limits } from './app.ts'

type Serve = (app: Hono, options: ListenOptions) => Promise<{ readonly port: number }>

/**
 * Options come as JSON in the first argument, the port goes out as one line of JSON, and the end of stdin ends the
 * process.
 */
export async function listen(serve: Serve, collect: () => void): Promise<void> {
  const { app, onError } = hostedApp({ collect, heap: () => process.memoryUsage().heapUsed })
  const options = JSON.parse(process.argv[2] ?? '{}') as ListenOptions
  const { port } = await serve(app, { ...limits, ...options, onError, port: 0 })
  console.log(JSON.stringify({ port }))
  process.stdin.on('end', () => process.exit()).resume()
}
