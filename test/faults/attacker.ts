import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Attack } from './attack.ts'

// The process that the attacks of a module are made from: `attacker.ts <module> <origin>`. A line on stdin is
// `{ attack, options, id }`; when the attack stands it is answered, and its connections stay until the process ends.

const [module = '', origin = ''] = process.argv.slice(2)
const attacks = (await import(module)) as Record<string, Attack>

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const { attack, options, id } = JSON.parse(line)
    try {
      say({ id, result: await attacks[attack]?.(origin, options) })
    } catch (error) {
      say({ id, error: String((error as Error).stack) })
    }
  })
  .on('close', () => process.exit())

function say(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
