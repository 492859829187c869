import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Heap,
  type Profile,
  type Result,
  type Record as Run,
  readHeaps,
  readProfiles,
  type TechniqueResult as Technique,
} from '../record.ts'
import { before, ours, runtimeNames } from '../servers.ts'

export type { Heap, Profile, Result, Run, Technique }

/** Where the records are. */
export const recordsFolder: string = fileURLToPath(new URL('../../.cache/bench/', import.meta.url))

export interface Records {
  readonly runs: readonly Run[]
  /** The same of an earlier state of the code, under its name of today. */
  readonly before: readonly Run[]
  readonly techniques: readonly Technique[]
  readonly profiles: readonly Profile[]
  readonly heaps: readonly Heap[]
}

const runsOf = (names: readonly string[]) => names.filter((name) => runtimeNames.some((one) => name === `${one}.json`))

/** Reads a folder of records; what is not there is empty. */
export function readRecords(folder: string): Records {
  const names = listed(folder)
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'))
  const all = runsOf(names).map((name) => read(name) as Run)
  const techniques = names.includes('techniques.json') ? read('techniques.json') : { techniques: [] }
  return {
    runs: all.map((run) => ({ ...run, results: run.results.filter(({ server }) => server !== before) })),
    before: all.map((run) => ({ ...run, results: earlier(run.results) })),
    techniques: (techniques as { techniques: Technique[] }).techniques,
    profiles: readProfiles(folder),
    heaps: readHeaps(folder),
  }
}

const earlier = (results: readonly Result[]): readonly Result[] =>
  results
    .filter(({ server }) => server !== ours)
    .map((result) => (result.server === before ? { ...result, server: ours } : result))

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
  } catch {
    return []
  }
}
