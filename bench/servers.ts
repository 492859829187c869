import { join } from 'node:path'
import process from 'node:process'
import { findBinary } from '../test/contract/binaries.ts'
import { Child } from '../test/contract/child.ts'
import { startWorkerd } from '../test/contract/workerd.ts'
import type { dialects } from './load/dialect.ts'
import { pin } from './measure.ts'
import { root } from './tree.ts'

/** What the benchmarks compare, by runtime: first what all others are held against, then this library. */
const contestants = {
  node: ['raw', 'jackfield', 'node-server', 'node-ws', 'crossws', 'socket.io'],
  bun: ['raw', 'raw-loop', 'jackfield', 'hono', 'crossws', 'elysia'],
  deno: ['raw', 'jackfield', 'hono', 'crossws'],
  workerd: ['raw', 'object', 'hibernating', 'jackfield', 'hono', 'crossws', 'partyserver'],
} as const

export type RuntimeName = keyof typeof contestants

export const runtimeNames: readonly RuntimeName[] = ['node', 'bun', 'deno', 'workerd']

/** The library that the benchmarks are for. */
export const ours = 'jackfield'

/** What all others are held against: on workerd an object, where a Worker alone cannot. */
export const baselines: readonly string[] = ['raw', 'object']

/** The same at an earlier commit. */
export const before = 'before'

/** One of those that are compared. */
export interface Contestant {
  readonly runtime: RuntimeName
  readonly name: string
  readonly dialect: keyof typeof dialects
  /** Why it cannot carry a message from one connection to another, if it cannot. */
  readonly alone: string | undefined
  /** The file that it is started from. */
  readonly host: string
}

/** Those of Cloudflare's that have no Durable Object. */
const workers: readonly string[] = ['raw', 'hono']
const alone = 'without a Durable Object a Worker cannot send on the socket of another request'

export const contestantsOn = (runtime: RuntimeName): readonly Contestant[] =>
  contestants[runtime].map((name) => ({
    runtime,
    name,
    dialect: name === 'socket.io' ? 'socketIo' : 'plain',
    alone: runtime === 'workerd' && workers.includes(name) ? alone : undefined,
    host: hostIn(root, runtime, name),
  }))

/** This library as it is in another tree of sources, under a name of its own. */
export const variant = (runtime: RuntimeName, name: string, tree: string): Contestant => ({
  runtime,
  name,
  dialect: 'plain',
  alone: undefined,
  host: hostIn(tree, runtime, ours),
})

export const hostIn = (tree: string, runtime: RuntimeName, name: string): string =>
  join(tree, 'bench/hosts', runtime, `${name}.ts`)

/** A server process that listens. */
export interface Server {
  readonly contestant: Contestant
  readonly child: Child
  readonly port: number
  readonly pid: number
}

const source = '--conditions=jackfield-source'
const denoMay = ['--allow-net=127.0.0.1', '--allow-read', '--allow-env', '--allow-sys', '--no-prompt', '--cached-only']

/** Makes V8 tell `perf` the names of its functions: https://v8.dev/docs/linux-perf */
const mapFlags = ['--perf-basic-prof', '--interpreted-frames-native-stack']

/**
 * V8 doubles the room for what is young, from 1 MiB up to 64 and twice that in all, by how much has outlived its collections;
 * the system gets none of it back. What thousands of connections seem to take depends on where the doublings fall.
 */
const stillFlags = ['--max-semi-space-size=1']

const flagsFor = {
  node: ['--expose-gc', '--disable-warning=ExperimentalWarning', source],
  bun: [source],
  deno: ['run', ...denoMay, '--unstable-no-legacy-abort', '--v8-flags=--expose-gc', source],
}

function flagsOf(runtime: Exclude<RuntimeName, 'workerd'>, more: readonly string[]): string[] {
  if (runtime === 'bun') return [...flagsFor.bun]
  if (runtime === 'node') return [...more, ...flagsFor.node]
  return flagsFor.deno.map((flag) => (flag.startsWith('--v8-flags=') ? [flag, ...more].join(',') : flag))
}

/** The newest date that the contract is run at. */
const compatibilityDate = '2026-10-01'

/** How a server is started. */
interface How {
  /** With the optional native part of `ws`. */
  readonly native?: boolean | undefined
  /** With its functions' names for `perf`. */
  readonly mapped?: boolean
  /** With a young generation of V8's that stays as small as it begins. */
  readonly still?: boolean | undefined
  /** With more flags of V8's. */
  readonly flags?: readonly string[]
}

/** Starts a contestant in a process of its own, on the first processor where that can be chosen. */
export async function startServer(contestant: Contestant, how: How = {}): Promise<Server> {
  const { child, port } = await listening(contestant, how)
  if (child.pid === undefined) throw new Error('the server has no process')
  pin(child.pid, 0)
  return { contestant, child, port, pid: child.pid }
}

async function listening({ runtime, host }: Contestant, { native, mapped, still, flags = [] }: How) {
  const more = [...(mapped ? mapFlags : []), ...(still ? stillFlags : []), ...flags]
  if (runtime === 'workerd') {
    return startWorkerd(binaryOf(runtime), host, {}, compatibilityDate, ['--expose-gc', ...more])
  }
  // `ws` takes `bufferutil` where it finds it; whoever has not installed it has none.
  Object.assign(process.env, { NODE_ENV: 'production', WS_NO_BUFFER_UTIL: native ? '' : '1' })
  const child = new Child(binaryOf(runtime), flagsOf(runtime, more).concat(host))
  try {
    return { child, port: await child.port() }
  } catch (error) {
    await child.end()
    throw error
  }
}

export function binaryOf(runtime: RuntimeName): string {
  const binary = findBinary(runtime === 'node' ? 'node24' : runtime)
  if (binary === undefined) throw new Error(`${runtime} is not installed`)
  return binary
}
