import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Record as Run } from '../record.ts'

export type { Result } from '../record.ts'
export type { Run }

/** Where the records are. */
export const recordsFolder: string = fileURLToPath(new URL('../../.cache/bench/', import.meta.url))

/** What one technique gives: rounds per CPU second without and with it. */
export interface Technique {
  readonly name: string
  readonly runtime: string
  readonly scenario: string
  readonly without: readonly number[]
  readonly with: readonly number[]
}

export interface Records {
  readonly runs: readonly Run[]
  /** The same of an earlier state of the code. */
  readonly before: readonly Run[]
  readonly techniques: readonly Technique[]
}

const special = ['before.json', 'techniques.json']

/** Reads a folder of records; what is not there is empty. */
export function readRecords(folder: string): Records {
  const names = listed(folder)
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'))
  const has = (name: string): boolean => names.includes(name)
  return {
    runs: names.filter((name) => !special.includes(name)).map((name) => read(name) as Run),
    before: has('before.json') ? [read('before.json') as Run] : [],
    techniques: has('techniques.json') ? (read('techniques.json') as { techniques: Technique[] }).techniques : [],
  }
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
  } catch {
    return []
  }
}
