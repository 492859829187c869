// The launcher of `npm start`: plain JavaScript that any Node since 18 can run. It finds a Node that runs TypeScript
// by itself, bundles the page, and starts the server. `--workers` starts workerd instead.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import './build.js'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))

const runsTypeScript = () => {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 18)
}

const findNode = () => {
  // The program itself, not the script that node_modules/.bin holds in its place on Windows.
  const installed = path(`../node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`)
  return runsTypeScript() ? process.execPath : existsSync(installed) ? installed : undefined
}

const node = findNode()
if (!node) {
  console.error(
    `The control room needs Node 22.18 or later, and this is ${process.versions.node}. "npm ci" installs one.`,
  )
  process.exit(1)
}

const args = process.argv.slice(2).filter((arg) => arg !== '--workers')
const entry = process.argv.includes('--workers') ? 'workerd.ts' : 'node.ts'
const server = spawn(node, ['--conditions=jackfield-source', path(entry), ...args], { stdio: 'inherit' })
server.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
const stop = () => server.kill('SIGTERM')
process.on('SIGTERM', stop)
process.on('SIGINT', () => {}) // Ctrl-C reaches the server by itself; it drains, and then this process ends too

// npm hands SIGTERM to the shell between, which dies of it and tells nobody.
const parent = process.ppid
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid === parent || stop(), 250)
