import { execFileSync } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import process from 'node:process'
import { until } from '../../../src/testing/expect.ts'

/** What it takes to make networks of one's own; `undefined` if all is there. */
export function missingForNetworks(): string | undefined {
  try {
    execFileSync('unshare', ['--net', 'ip', 'link', 'show'], { stdio: 'ignore' })
    return undefined
  } catch {
    const missing = 'half-open peers take Linux, root, and the programs unshare, nsenter and ip'
    if (process.env['CI']) throw new Error(missing)
    return missing
  }
}

/** The command that starts a program in a network of its own, which is gone when the program is. */
export const alone = (command: string, args: readonly string[]): [string, string[]] => [
  'unshare',
  ['--net', '--', command, ...args],
]

const ip = (...args: string[]): void => void execFileSync('ip', args)

/** A new network has nothing that is up, not even this. */
export const raiseLoopback = (): void => ip('link', 'set', 'lo', 'up')

const networkOf = (pid: number | 'self'): string => readlinkSync(`/proc/${pid}/ns/net`)

/** A cable from this process's network to that of another process. */
export class Cable {
  readonly #pid: string

  private constructor(pid: number) {
    this.#pid = String(pid)
    ip('link', 'add', 'near', 'type', 'veth', 'peer', 'name', 'far', 'netns', this.#pid)
    ip('address', 'add', `${Cable.near}/30`, 'dev', 'near')
    ip('link', 'set', 'near', 'up')
    this.#there('address', 'add', `${Cable.far}/30`, 'dev', 'far')
    this.#there('link', 'set', 'far', 'up')
  }

  /** To a process that was started {@link alone}: it has this one's network until `unshare` has run. */
  static async to(pid: number): Promise<Cable> {
    await until(() => networkOf(pid) !== networkOf('self'), 'a network of its own')
    return new Cable(pid)
  }

  static readonly near = '192.0.2.1'
  static readonly far = '192.0.2.2'

  /** From now on nothing comes through, and neither end is told. */
  pull(): void {
    this.#there('link', 'set', 'far', 'down')
  }

  #there(...args: string[]): void {
    execFileSync('nsenter', ['--net', '--target', this.#pid, 'ip', ...args])
  }
}
