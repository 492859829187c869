import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../contract/mutants/copy.ts'
import { type Demand, isMet } from './demand.ts'

/** Where the records are: one file for each demand and runtime, as the last run left it. */
export const recordsFolder: string = join(root, '.cache/faults')

/** One demand as it was measured on one runtime. */
export interface Measurement {
  readonly demand: string
  readonly runtime: string
  readonly threshold: number
  readonly measured: number
  readonly unit: string
  readonly pass: boolean
  /** How the server was broken on purpose: such a measurement must not pass. */
  readonly sabotaged?: string
}

const fileOf = (id: string, runtime: string, sabotaged?: string): string =>
  join(recordsFolder, `${id}@${runtime}${sabotaged ? '.sabotaged' : ''}.json`)

/** Takes back what an earlier run measured: a test that measures nothing must leave nothing that passes. */
export function forget({ id }: Demand, runtime: string, sabotaged?: string): void {
  rmSync(fileOf(id, runtime, sabotaged), { force: true })
}

/** Writes down what was measured, and answers with it. */
export function record(demand: Demand, runtime: string, measured: number, sabotaged?: string): Measurement {
  const { id, threshold, unit } = demand
  const pass = Number.isFinite(measured) && isMet(demand, measured)
  const measurement = { demand: id, runtime, threshold, measured, unit, pass, ...(sabotaged && { sabotaged }) }
  mkdirSync(recordsFolder, { recursive: true })
  writeFileSync(fileOf(id, runtime, sabotaged), `${JSON.stringify(measurement)}\n`)
  return measurement
}
