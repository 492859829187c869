import process from 'node:process'
import { createInterface } from 'node:readline'
import { scenarioNamed } from '../scenarios/index.ts'
import type { RuntimeName } from '../servers.ts'
import { dialects } from './dialect.ts'

/** What the load generator is asked for: a line of JSON. */
export interface Order {
  readonly scenario: string
  readonly play: 'round' | 'check'
  readonly runtime: RuntimeName
  readonly port: number
  readonly pid: number
  readonly dialect: keyof typeof dialects
  readonly seconds: number
  readonly quick: boolean
}

// The process that all load comes from. It reads orders on stdin and answers each by a line with its `id`.
createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const { id, scenario, play, dialect, ...target } = JSON.parse(line) as Order & { readonly id: number }
    try {
      say({ id, result: await scenarioNamed(scenario)[play]?.({ ...target, dialect: dialects[dialect] }) })
    } catch (error) {
      say({ id, error: (error as Error).message })
    }
  })
  .on('close', () => process.exit())

function say(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
