import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { test } from 'vitest'

const folder = fileURLToPath(new URL('.', import.meta.url))

const isPresent = spawnSync('python3', ['--version']).status === 0

/** A test that needs Python, and says so where there is none. */
export const pythonTest = (name: string, run: () => Promise<void>): void =>
  test(name, isPresent ? run : ({ skip }) => skip('python3 is not installed'))

/** Runs Python in this folder, which is to leave no compiled files in it; answers with what it has printed. */
export async function python(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const child = spawn('python3', ['-B', ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 15_000,
  })
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  if (code !== 0) throw new Error(`python3 ${args.join(' ')} ended with ${code}\n${output}${errors}`)
  return output
}
