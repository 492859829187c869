import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordsFolder } from '../report/records.ts'

/** What one client has done since it lost the server. Times are in ms since the epoch. */
export interface Comeback {
  /** When it saw that. */
  readonly lost?: number | undefined
  /** When it tried to connect. */
  readonly attempts: readonly number[]
  /** When it was welcomed. */
  readonly back?: number | undefined
}

/** When what came to the server that returned. */
export interface Seen {
  readonly handshakes: readonly number[]
  /** Plain requests that ask why a WebSocket did not open. */
  readonly questions: readonly number[]
}

/** One time that a server was lost, and came back. */
export interface Outage {
  /** For how many seconds it was to be away. */
  readonly away: number
  readonly killedAt: number
  readonly returnedAt: number
  readonly comebacks: readonly Comeback[]
  readonly seen: Seen
  /** The load average of the machine over the last minute, before the kill: what else it had to do. */
  readonly load: number
}

/** All outages, and where they were measured. */
export interface ComebackRecord {
  readonly date: string
  readonly machine: string
  readonly versions: { readonly node: string; readonly jackfield: string }
  readonly processes: number
  readonly outages: readonly Outage[]
}

const file = join(recordsFolder, 'comeback.json')

export function writeComebacks(record: ComebackRecord): void {
  mkdirSync(recordsFolder, { recursive: true })
  writeFileSync(file, `${JSON.stringify(record)}\n`)
}

export const readComebacks = (): ComebackRecord => JSON.parse(readFileSync(file, 'utf8'))
