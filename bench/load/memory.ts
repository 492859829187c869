import { setTimeout as sleep } from 'node:timers/promises'
import { residentOf } from '../measure.ts'
import type { Target } from '../scenarios/scenario.ts'

/** How often garbage is collected: what one collection lets go of, the next one gives back to the system. */
const collections = 3

/** Bytes that the server has resident once its garbage is collected, where that can be asked for. */
export async function heldBy({ port, pid }: Target): Promise<number> {
  for (let index = 0; index < collections; index += 1) {
    await (await fetch(`http://127.0.0.1:${port}/memory`)).arrayBuffer()
    await sleep(50)
  }
  return residentOf(pid)
}
