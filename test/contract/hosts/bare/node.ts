import process from 'node:process'
import { serve } from '@hono/node-server'
import { hostedApp } from '../app.ts'

const { app } = hostedApp()
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => console.log(JSON.stringify({ port })))
process.stdin.on('end', () => process.exit()).resume()
