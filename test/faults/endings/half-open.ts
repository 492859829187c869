import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { until } from '../../../src/testing/expect.ts'
import { Child } from '../../contract/child.ts'
import { Server } from '../server.ts'
import type { Counts } from './app.ts'
import { converse } from './conversation.ts'
import { alone, Cable, raiseLoopback } from './namespace.ts'

// Run in a network of its own: `half-open.ts <runtime> <options> <peers> <patience>`. Prints what was seen, as JSON.

/** What became of peers whose cable was pulled. */
export interface HalfOpen {
  /** How long until the last was found, in ms; how long was waited if not all were. */
  readonly slowest: number
  readonly closes: Counts['closes']
  readonly strays: number
  /** Descriptors that stay open. */
  readonly descriptors: number
}

const [runtime = '', options = '{}', peers = '1', patience = '5000'] = process.argv.slice(2)
const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

raiseLoopback()
const server = await Server.on(runtime, { ...JSON.parse(options), hostname: '0.0.0.0' })
const counts = async () => (await server.ask('GET', '/endings/counts')) as Counts
try {
  // What a runtime opens once and keeps is open then.
  await converse(server.origin)
  const before = server.descriptors
  const origin = `http://${Cable.near}:${new URL(server.origin).port}`
  const args = ['--conditions=jackfield-source', '--disable-warning=ExperimentalWarning', fileOf('../attacker.ts')]
  const far = new Child(...alone(process.execPath, [...args, new URL('./crowd.ts', import.meta.url).href, origin]))
  try {
    const cable = await Cable.to(far.pid ?? 0)
    await far.command({ attack: 'join', options: { path: '/endings/talk', count: Number(peers) } }, 20_000)
    await until(async () => (await counts()).opens === Number(peers) + 1, 'open connections')
    cable.pull()
    const pulled = performance.now()
    const areFound = async () => (await counts()).closes[1006] === Number(peers)
    await until(areFound, 'the end of them', Number(patience)).catch(() => {})
    const slowest = performance.now() - pulled
    await until(() => server.descriptors <= before, 'descriptors', 5_000).catch(() => {})
    const { closes, strays } = await counts()
    const seen: HalfOpen = { slowest, closes, strays, descriptors: server.descriptors - before }
    console.log(JSON.stringify(seen))
  } finally {
    await far.end()
  }
} finally {
  await server.end()
}
