import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Dialed } from '../../testing/dial.ts'
import { open } from './clients.ts'

// What an idle connection costs a server on Node, in the heap and outside of it, beside one of plain `ws`.

const host = fileURLToPath(new URL('./hosts/idle.ts', import.meta.url))
const connections = 2000
/** What ours may keep more, in bytes. */
const room = 1000

interface Kept {
  readonly bytes: number
  readonly timers: number
}

/** What a server keeps of each idle connection, and the timers that so many of them have brought about. */
async function keptBy(server: 'raw' | 'ours'): Promise<Kept> {
  const child = fork(host, [server], { execArgv: ['--conditions=jackfield-source'] })
  const wires: Dialed[] = []
  try {
    const [{ port }] = (await once(child, 'message')) as [{ port: number }]
    const look = async () => {
      child.send('look')
      const [kept] = (await once(child, 'message')) as [Kept]
      return kept
    }
    // The first bring what is made once.
    wires.push(...(await open(`http://127.0.0.1:${port}`, '/echo', 200)))
    const before = await look()
    wires.push(...(await open(`http://127.0.0.1:${port}`, '/echo', connections)))
    const after = await look()
    return { bytes: (after.bytes - before.bytes) / connections, timers: after.timers - before.timers }
  } finally {
    child.kill('SIGKILL')
    for (const wire of wires) wire.destroy()
  }
}

test('an idle connection keeps little more than one of plain ws, and no timer', async () => {
  const [raw, ours] = [await keptBy('raw'), await keptBy('ours')]
  console.log(`kept of an idle connection: ${Math.round(ours.bytes)} bytes, of plain ws ${Math.round(raw.bytes)}`)
  expect(raw.bytes).toBeGreaterThan(1000)
  expect(ours.bytes).toBeLessThan(raw.bytes + room)
  expect(ours.timers).toBeLessThanOrEqual(raw.timers + 2)
})
