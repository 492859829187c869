import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Measurement } from '../record.ts'
import type { Find, Found } from './card.ts'

/** What a file has, unless nothing that can be read. */
function read(file: string): Measurement | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Measurement
  } catch {
    return undefined
  }
}

const keyOf = (id: string, runtime: string, sabotaged: boolean): string => `${id}@${runtime}${sabotaged ? '!' : ''}`

/** Reads a folder of records. They are found by what they say, and not by their names. */
export function findIn(folder: string): Find {
  const found = new Map<string, Found>()
  for (const name of listed(folder)) {
    const file = join(folder, name)
    const measurement = read(file)
    if (!measurement) continue
    const { demand, runtime, sabotaged } = measurement
    found.set(keyOf(demand, runtime, sabotaged !== undefined), { measurement, at: statSync(file).mtimeMs })
  }
  return (id, runtime, sabotaged) => found.get(keyOf(id, runtime, sabotaged))
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch {
    return []
  }
}
