import { wireTarget } from '../../testing/wire.ts'
import { runtimeNamed } from '../contract/runtimes.ts'
import { inPool } from './pool.ts'
import { type Row, rows } from './rows.ts'

/** How many connections are open at once. */
const connections = 16

/** What is seen in every row on a server of its own, by the rows' ids. */
export async function observe(name: string): Promise<ReadonlyMap<string, string>> {
  const { child, port } = await runtimeNamed(name).start('hosts')
  try {
    const seen = await inPool(rows, connections, (row) => observeOne(row, name, port))
    if (!child.running) throw new Error(`the server has ended\n${child.log}`)
    return new Map(rows.map(({ id }, index) => [id, seen[index]!]))
  } finally {
    await child.end()
  }
}

/** A failure is told with the bytes that went before it. */
async function observeOne(row: Row, runtime: string, port: number): Promise<string> {
  await using target = wireTarget({ runtime, origin: `http://127.0.0.1:${port}` })
  try {
    return await row.run(target)
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${target.transcript()}`
  }
}
