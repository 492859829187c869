import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Handle } from 'jackfield/node'

/** Says where the server is, and closes it when a line on stdin says how. Nothing ends the process but its own end. */
export async function run({ url, port, hostname, close }: Handle): Promise<void> {
  console.log(JSON.stringify({ url, port, hostname }))
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) {
    await close(JSON.parse(line))
    console.log(JSON.stringify({ closed: true }))
    break
  }
  lines.close()
  process.stdin.destroy()
}
