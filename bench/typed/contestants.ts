import type { RuntimeName } from '../servers.ts'

/** Where the records are, among those of all benchmarks. */
export const folder = 'typed'

/** What is compared, by runtime: first what checks nothing. */
export const typed: Readonly<Partial<Record<RuntimeName, readonly string[]>>> = {
  node: ['raw', 'raw-zod', 'crossws-zod', 'jackfield', 'channel'],
  bun: ['raw', 'raw-zod', 'jackfield', 'channel'],
  deno: ['raw', 'raw-zod', 'jackfield', 'channel'],
}
