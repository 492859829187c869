import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { canPin } from './measure.ts'
import type { Share } from './profiles/shares.ts'
import type { Delivery, Scenario } from './scenarios/scenario.ts'
import { binaryOf, type RuntimeName, runtimeNames } from './servers.ts'

/** What one server has shown in one scenario. */
export interface Result extends Partial<Delivery> {
  readonly runtime: RuntimeName
  readonly server: string
  readonly scenario: string
  readonly unit: Scenario['unit']
  /** Per second of the server's processor time; for memory, bytes. */
  readonly rounds: readonly number[]
  /** Milliseconds. */
  readonly latency?: { readonly p50: number; readonly p99: number }
  /** The share of the time that the server was on a processor. */
  readonly busy?: number
  /** The load generator's processor time, as a share of the server's. */
  readonly generator?: number
  /** The part of that in code of its own: all else is the system's. */
  readonly code?: number
  /** Bytes by which the server's memory grew. */
  readonly growth?: number
  /** Of frames: the shares that viewers got who keep up, and slow ones, and how old those were in milliseconds. */
  readonly kept?: number
  readonly keptSlow?: number
  readonly stale?: number
  /** What did not go as it should, in words. */
  readonly note?: string
}

/** What one technique gives: rounds without and with it. */
export interface TechniqueResult {
  readonly name: string
  readonly runtime: RuntimeName
  readonly scenario: string
  readonly unit: Scenario['unit']
  readonly without: readonly number[]
  readonly with: readonly number[]
}

/** All that was measured on one runtime, and where. */
export interface Record {
  readonly machine: { cpu: string; cores: number; memory: number; kernel: string; pinned?: boolean }
  readonly versions: { readonly [name: string]: string }
  readonly date: string
  readonly results: readonly Result[]
}

/** Where the processor time of one server went in one scenario. */
export interface Profile {
  readonly runtime: RuntimeName
  readonly scenario: string
  readonly server: string
  readonly shares: readonly Share[]
}

/** What one server keeps of an idle connection in V8's heap: bytes, by what they are. */
export interface Heap {
  readonly runtime: RuntimeName
  readonly server: string
  readonly parts: Readonly<{ [what: string]: number }>
}

const profilesFile = 'profiles.json'
const heapsFile = 'heaps.json'

const listIn = <T>(folder: string, file: string): readonly T[] => {
  const path = join(folder, file)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []
}

function writeList(folder: string, file: string, list: readonly object[]): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, file), `${JSON.stringify(list, null, 2)}\n`)
}

export const readProfiles = (folder: string): readonly Profile[] => listIn(folder, profilesFile)
export const readHeaps = (folder: string): readonly Heap[] => listIn(folder, heapsFile)

/** Puts a profile in the place of an older one of the same. */
export function writeProfile(folder: string, profile: Profile): void {
  const { runtime, scenario, server } = profile
  const others = readProfiles(folder).filter(
    (old) => old.runtime !== runtime || old.scenario !== scenario || old.server !== server,
  )
  writeList(folder, profilesFile, [...others, profile])
}

/** Likewise. */
export function writeHeap(folder: string, heap: Heap): void {
  const others = readHeaps(folder).filter((old) => old.runtime !== heap.runtime || old.server !== heap.server)
  writeList(folder, heapsFile, [...others, heap])
}

const compared = ['hono', 'ws', '@hono/node-server', '@hono/node-ws', 'crossws', 'socket.io', 'elysia', 'partyserver']

const pathOf = (folder: string, runtime: RuntimeName): string => join(folder, `${runtime}.json`)

/** What was recorded of a runtime, if anything. */
export function readRecord(folder: string, runtime: RuntimeName): Record | undefined {
  const path = pathOf(folder, runtime)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

/** Puts results in the place of older ones of the same server and scenario. */
export function writeRecord(folder: string, runtime: RuntimeName, results: readonly Result[]): void {
  const isSame = (one: Result) => (other: Result) => one.server === other.server && one.scenario === other.scenario
  const kept = (readRecord(folder, runtime)?.results ?? []).filter((old) => !results.some(isSame(old)))
  const record: Record = {
    machine: {
      cpu: cpus()[0]?.model ?? '',
      cores: cpus().length,
      memory: totalmem(),
      kernel: release(),
      pinned: canPin,
    },
    versions: versions(),
    date: new Date().toISOString(),
    results: [...kept, ...results],
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(pathOf(folder, runtime), `${JSON.stringify(record, null, 2)}\n`)
}

function versions(): Record['versions'] {
  const runtimes = runtimeNames.map((name) => [name, versionOf(name)] as const)
  const packages = compared.map((name) => [name, packageVersion(name)] as const)
  return Object.fromEntries([...runtimes, ...packages])
}

export const versionOf = (runtime: RuntimeName): string =>
  /\d[\w.-]*/.exec(execFileSync(binaryOf(runtime), ['--version'], { encoding: 'utf8' }))?.[0] ?? ''

function packageVersion(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? []
  const file = folders.map((folder) => join(folder, name, 'package.json')).find((path) => existsSync(path))
  return file ? JSON.parse(readFileSync(file, 'utf8')).version : ''
}
