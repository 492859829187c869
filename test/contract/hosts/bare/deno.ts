import process from 'node:process'
import { hostedApp } from '../app.ts'

const { app } = hostedApp()
Deno.serve({ hostname: '127.0.0.1', port: 0, onListen: ({ port }) => console.log(JSON.stringify({ port })) }, app.fetch)
process.stdin.on('end', () => process.exit()).resume()
