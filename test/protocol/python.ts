import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))

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
