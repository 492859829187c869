import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { text } from 'node:stream/consumers'

export interface Failure {
  readonly seed: number
  readonly violation: string
}

export interface Hunt {
  readonly seeds: number
  readonly steps: number
  readonly connections: number
  readonly messages: number
  readonly failures: readonly Failure[]
}

interface Range {
  readonly first: number
  readonly last: number
  readonly stride?: number
  /** Ends at the first failure. */
  readonly bail?: boolean
}

// A core that is broken may run in circles. Milliseconds, the second a seed: about twenty times what it takes.
const patience = { start: 60_000, seed: 30 }

/** Runs seeds in a process of its own, on the sources in `folder`. */
export const hunt = async (folder: string, { first, last, stride = 1, bail = false }: Range): Promise<Hunt> => {
  const timeout = patience.start + patience.seed * ((last - first) / stride)
  const args = ['test/simulation/worker.ts', first, last, stride, bail ? 'bail' : 'all']
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args.map(String)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
    killSignal: 'SIGKILL',
  })
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const failures = output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
  const figures = failures.pop()
  if (child.exitCode !== 0 || figures?.seeds === undefined) {
    throw new Error(child.killed ? `no end within ${timeout} ms` : errors || `exit code ${child.exitCode}`)
  }
  return { ...figures, failures }
}
