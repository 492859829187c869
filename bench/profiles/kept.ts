import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { open } from '../../test/counts/clients.ts'
import type { Dialed } from '../../testing/dial.ts'
import { type Contestant, type Server, startServer } from '../servers.ts'
import { partsOf, type Snapshot } from './heap.ts'

/** How many connections are there in the first snapshot, and how many more in the second. */
const [few, more] = [500, 2_000]
const signal = 'SIGUSR2'

/** What a server on Node keeps of an idle connection: bytes, by what they are. */
export async function keptBy(contestant: Contestant): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'jackfield-heap-'))
  const wires: Dialed[] = []
  const server = await startServer(contestant, {
    flags: [`--heapsnapshot-signal=${signal}`, `--diagnostic-dir=${folder}`],
  })
  try {
    wires.push(...(await open(originOf(server), '/echo', few)))
    const before = await snapshotOf(server, folder)
    wires.push(...(await open(originOf(server), '/echo', more)))
    return partsOf(before, await snapshotOf(server, folder), more)
  } finally {
    await server.child.end()
    for (const wire of wires) wire.destroy()
    rmSync(folder, { recursive: true, force: true })
  }
}

const originOf = ({ port }: Server): string => `http://127.0.0.1:${port}`

/** Has the server write a snapshot, and takes it. */
async function snapshotOf(server: Server, folder: string): Promise<Snapshot> {
  process.kill(server.pid, signal)
  while (readdirSync(folder).length === 0) await sleep(20)
  // It answers when it has written all of it; a connection that was left open may be over by then.
  await (await fetch(`${originOf(server)}/memory`, { headers: { connection: 'close' } })).arrayBuffer()
  const [name = ''] = readdirSync(folder)
  const snapshot = JSON.parse(readFileSync(join(folder, name), 'utf8'))
  rmSync(join(folder, name))
  return snapshot
}
