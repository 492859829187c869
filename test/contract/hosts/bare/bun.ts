import process from 'node:process'
import { hostedApp } from '../app.ts'

const { app } = hostedApp()
const { port } = Bun.serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 })
console.log(JSON.stringify({ port }))
process.stdin.on('end', () => process.exit()).resume()
