import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import '../../app/build.js'
import { findBinary } from '../contract/binaries.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: Record<string, string> }

export const runtimes = ['node', 'bun', 'deno', 'workers'] as const
export type Runtime = (typeof runtimes)[number]

/** The control room in a process of its own. */
export interface ControlRoom {
  readonly url: string
  readonly port: number
  /** All that it has printed. */
  readonly output: string
  /** Sends it a signal, and resolves with its exit code when it has ended. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null>
}

interface StartOptions {
  readonly runtime?: Runtime
  /** Default: the system's choice. */
  readonly port?: number
  readonly args?: readonly string[]
  readonly env?: Record<string, string>
}

const running = new Set<ControlRoom>()

/** Starts the control room, and resolves when it has printed its address. */
export async function startControlRoom({
  runtime = 'node',
  port = 0,
  args = [],
  env,
}: StartOptions = {}): Promise<ControlRoom> {
  const [command, ...flags] = commandOf(runtime)
  const child = spawn(command, [...flags, ...(env?.PORT ? [] : ['--port', String(port)]), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
  })
  const exited = once(child, 'exit')
  const { url, output } = await listening(child)
  const room: ControlRoom = {
    url,
    port: Number(new URL(url).port),
    get output() {
      return output()
    },
    async end(signal) {
      running.delete(room)
      child.kill(signal)
      return (await exited)[0]
    },
  }
  running.add(room)
  return room
}

/** Ends what a test has left. */
export const endControlRooms = (): Promise<unknown> => Promise.all([...running].map((room) => room.end('SIGTERM')))

/** Whether a runtime is here; in CI all must be. */
export const isInstalled = (runtime: Runtime): boolean =>
  Boolean(process.env.CI || runtime === 'node' || findBinary(runtime === 'workers' ? 'workerd' : runtime))

/**
 * What `npm run start:...` runs, with the real binary in front: the scripts in node_modules/.bin pass no signal on.
 * Node's start files are run without the launcher, which would survive its server's SIGKILL.
 */
function commandOf(runtime: Runtime): [string, ...string[]] {
  if (runtime === 'node') return [process.execPath, '--conditions=jackfield-source', 'app/node.ts']
  if (runtime === 'workers') return [process.execPath, '--conditions=jackfield-source', 'app/workerd.ts']
  const [, ...flags] = scripts[`start:${runtime}`].split(' ')
  return [findBinary(runtime) ?? runtime, ...flags]
}

const listening = (child: ChildProcess): Promise<{ url: string; output: () => string }> =>
  new Promise((resolve, reject) => {
    let output = ''
    const read = (bytes: Buffer) => {
      output += bytes
      const url = /open +(\S+)/.exec(output)?.[1]
      if (url) resolve({ url, output: () => output })
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`it ended with ${code} before it listened:\n${output}`)))
  })
