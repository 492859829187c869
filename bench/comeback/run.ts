// Measures how real clients come back: thousands in processes of their own, whose server is killed and returns after 0, 2
// and 10 s: `npm run bench:comeback -- --clients 2000 --processes 8 --away 0,2,10`; print.ts puts it on docs/clients.md.
import { readFileSync } from 'node:fs'
import { cpus, loadavg, release } from 'node:os'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Child } from '../../test/contract/child.ts'
import { versionOf } from '../record.ts'
import { columns } from '../table.ts'
import { Fleet, listen, standby } from './fleet.ts'
import { rowOf, titles } from './page.ts'
import { type Outage, type Seen, writeComebacks } from './record.ts'

// Each has pinged once by then, and heard how many are there: a server that fills up tells its first clients of few.
const settling = 26_000
/** Longer than the target, so that it is seen by how much it is missed. */
const patience = 90_000

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '2000' },
    processes: { type: 'string', default: '8' },
    away: { type: 'string', default: '0,2,10' },
  },
})
const [clients, processes] = [Number(values.clients), Number(values.processes)]

async function kill(server: Child): Promise<number> {
  process.kill(Number(server.pid), 'SIGKILL')
  const killedAt = Date.now()
  await server.exit()
  return killedAt
}

async function seenBy(port: number): Promise<Seen> {
  const response = await fetch(`http://127.0.0.1:${port}/seen`)
  return (await response.json()) as Seen
}

async function measure(away: number): Promise<Outage> {
  const [first, second] = await Promise.all([standby(), standby()])
  try {
    const port = await listen(first, 0)
    await using fleet = new Fleet(processes)
    await fleet.open(`ws://127.0.0.1:${port}/ws`, clients)
    await sleep(settling)
    const [load = 0] = loadavg()
    const killedAt = await kill(first)
    await sleep(away * 1000)
    await listen(second, port)
    const returnedAt = Date.now()
    const comebacks = await fleet.comebacks(patience)
    return { away, killedAt, returnedAt, comebacks, seen: await seenBy(port), load }
  } finally {
    await Promise.all([first.end(), second.end()])
  }
}

const outages: Outage[] = []
for (const away of values.away.split(',').map(Number)) {
  const outage = await measure(away)
  outages.push(outage)
  console.log(columns([titles, rowOf(outage)]))
}
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
writeComebacks({
  date: new Date().toISOString(),
  machine: `${cpus()[0]?.model}, ${cpus().length} cores, kernel ${release()}`,
  versions: { node: versionOf('node'), jackfield: manifest.version },
  processes,
  outages,
})
