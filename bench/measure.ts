import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import process from 'node:process'

const hasProc = process.platform === 'linux'

/** Nanoseconds on a processor, by thread: one that ends takes its own with it. */
export type Spent = ReadonlyMap<string, number>

/** What a process has spent so far: all of its threads, exactly on Linux, and by the hundredth of a second elsewhere. */
export function spentBy(pid: number): Spent {
  if (!hasProc) return new Map([['all', secondsIn(ps(pid, 'time')) * 1e9]])
  const spent = new Map<string, number>()
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const time = readOrEnded(`/proc/${pid}/task/${thread}/schedstat`)
    if (time) spent.set(thread, Number(time.split(' ')[0]))
  }
  return spent
}

/** Seconds on a processor between the two. */
export function secondsBetween(before: Spent, after: Spent): number {
  let sum = 0
  for (const [thread, time] of after) sum += time - (before.get(thread) ?? 0)
  return sum / 1e9
}

/** Bytes of memory that a process has resident. */
export function residentOf(pid: number): number {
  if (!hasProc) return Number(ps(pid, 'rss')) * 1024
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}

/** Whether the system lets a process be put on one processor, and has two. */
export const canPin: boolean = hasProc && cpus().length > 1 && existsSync('/usr/bin/taskset')

/** Puts a process with all its threads on one processor, where that can be: the figures are of processor time all the same. */
export function pin(pid: number | undefined, cpu: number): void {
  if (canPin) execFileSync('taskset', ['-a', '-c', '-p', String(cpu), String(pid)], { stdio: 'ignore' })
}

/** The seconds in `[[days-]hours:]minutes:seconds`. */
export function secondsIn(time: string): number {
  const [seconds = 0, minutes = 0, hours = 0, days = 0] = time.trim().split(/[-:]/).map(Number).reverse()
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
}

const ps = (pid: number, column: string): string =>
  execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' })

function readOrEnded(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
