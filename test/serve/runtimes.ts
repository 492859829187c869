import { fileURLToPath } from 'node:url'
import { findBinary } from '../contract/binaries.ts'
import { Program } from './program.ts'

export interface Runtime {
  readonly name: 'node' | 'bun' | 'deno'
  readonly binary: string | undefined
  readonly flags: readonly string[]
}

const source = '--conditions=jackfield-source'

/** What Deno needs besides the net: it reads the sources unbuilt, and hono looks at its environment. */
export const denoFlags = ['--cached-only', '--no-prompt', '--allow-read', '--allow-env', source]

export const runtimes: readonly Runtime[] = [
  { name: 'node', binary: findBinary('node24'), flags: ['--disable-warning=ExperimentalWarning', source] },
  { name: 'bun', binary: findBinary('bun'), flags: [source] },
  { name: 'deno', binary: findBinary('deno'), flags: ['run', '--allow-net=127.0.0.1,[::1]', ...denoFlags] },
]

export const installed: readonly Runtime[] = runtimes.filter(({ binary }) => binary !== undefined)

export const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Runs the host of a runtime: `serve(app, options)`, and then nothing but a line on stdin closes it. */
export const runHost = ({ name, binary = name, flags }: Runtime, options: object, uid?: number): Program =>
  new Program(binary, [...flags, fileOf(`./hosts/${name}.ts`), JSON.stringify(options)], { uid })

interface Running extends AsyncDisposable {
  readonly program: Program
  readonly url: string
  readonly port: number
  readonly hostname: string
}

/** Runs the host on a free port, and waits until it listens. */
export async function startHost(runtime: Runtime, options: object = {}): Promise<Running> {
  const program = runHost(runtime, { port: 0, ...options })
  const [line] = await program.printed(/^\{.*\}$/m)
  return { program, ...JSON.parse(line), [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() }
}
