import type { TargetSource } from '../../testing/vitest.ts'
import { runtimeNamed } from '../contract/runtimes.ts'
import { sourceOn } from '../contract/source.ts'
import { type starts, strangerSource } from './strangers.ts'

/** A library on a runtime. */
export interface Column {
  /** What it is chosen by on the command line. */
  readonly name: string
  readonly library: string
  readonly runtime: keyof typeof starts
  readonly ours: boolean
  source(): Promise<TargetSource>
}

const ours = (runtime: Column['runtime'], name: string): Column => ({
  name: `jackfield-${name}`,
  library: 'jackfield',
  runtime,
  ours: true,
  source: () => sourceOn(runtimeNamed(name)),
})

const theirs = (runtime: Column['runtime'], library: string, name: string): Column => ({
  name,
  library,
  runtime,
  ours: false,
  // Of the strangers only crossws has topics.
  source: async () => strangerSource(name, runtime, library === 'crossws' ? ['raw', 'topics'] : ['raw']),
})

export const columns: readonly Column[] = [
  ours('Node 24', 'node24'),
  theirs('Node 24', '@hono/node-server', 'hono-node-server'),
  theirs('Node 24', '@hono/node-ws', 'hono-node-ws'),
  theirs('Node 24', 'crossws', 'crossws-node'),
  ours('Bun', 'bun'),
  theirs('Bun', 'hono/bun', 'hono-bun'),
  theirs('Bun', 'crossws', 'crossws-bun'),
  ours('Deno', 'deno'),
  theirs('Deno', 'hono/deno', 'hono-deno'),
  theirs('Deno', 'crossws', 'crossws-deno'),
  ours('workerd', 'workerd-2026-10-01'),
  theirs('workerd', 'hono/cloudflare-workers', 'hono-workers'),
  theirs('workerd', 'crossws', 'crossws-workers'),
]
