import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { childMark } from './child.ts'

/** Fails the whole run if a server process outlives it. Linux shows the environment of every process. */
export default function setup(): () => void {
  const mark = randomUUID()
  process.env[childMark] = mark
  return () => {
    if (process.platform !== 'linux') return
    const left = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isLeft(pid, mark))
    for (const pid of left) process.kill(Number(pid), 'SIGKILL')
    if (left.length > 0) throw new Error(`left-over server processes, now killed: ${left.join(', ')}`)
  }
}

function isLeft(pid: string, mark: string): boolean {
  if (pid === String(process.pid)) return false
  try {
    const [command = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    // The test runner's own workers inherit the mark too, and are still on their way out.
    const isServer =
      /(contract|fire|faults|proxies)\/(.*\/)?(hosts|attacker)|workerd/.test(
        readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
      ) && command !== ''
    return isServer && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`${childMark}=${mark}`)
  } catch {
    return false
  }
}
