import { exchange, handshake } from '../../src/testing/raw.ts'
import { type Dialed, dial } from '../../testing/dial.ts'

/** Opens so many connections, one after another, and leaves what comes of them to their readers. */
export async function open(origin: string, path: string, count: number): Promise<Dialed[]> {
  const all: Dialed[] = []
  while (all.length < count) {
    const wire = await dial({ origin })
    all.push(wire)
    const { status } = await exchange(wire, handshake({ origin }, path))
    if (status !== 101) throw new Error(`connection ${all.length} to ${path} was answered ${status}`)
  }
  return all
}
