import { spawnSync } from 'node:child_process'
import process from 'node:process'

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Record<string, string>
}

/** Runs a program to its end and returns what it printed; throws with all of that if it fails. */
export function run(command: string, args: readonly string[], { cwd, env }: RunOptions = {}): string {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 90_000,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
  })
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${status ?? signal}\n${stdout}${stderr}`)
  return `${stdout}${stderr}`
}

/** Runs a package's JavaScript command by this Node, without the shim's `#!/usr/bin/env node`. */
export function runBin(path: string, args: readonly string[], options?: RunOptions): string {
  return run(process.execPath, [`node_modules/${path}`, ...args], options)
}
