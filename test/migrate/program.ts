import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { binaries } from '../contract/binaries.ts'
import { startWorkerd } from '../contract/workerd.ts'
import { slug } from '../docs/listings.ts'
import { Program } from '../serve/program.ts'
import { denoFlags } from '../serve/runtimes.ts'

/** A program that serves, in a process of its own. */
export interface Running extends AsyncDisposable {
  readonly origin: string
  /** What it has printed. */
  output(): string
}

const source = '--conditions=jackfield-source'
const announce = fileURLToPath(new URL('./announce.ts', import.meta.url))

const commands: Record<string, () => [binary: string, args: string[]]> = {
  Node: () => [binaries.node24(), [source, '--import', announce]],
  Bun: () => [binaries.bun(), [source]],
  Deno: () => [binaries.deno(), ['run', '--allow-net=127.0.0.1', ...denoFlags]],
}

/** A free port, of this machine alone. */
const local = (text: string): string =>
  text.replace('port: 3000', "port: 0, hostname: '127.0.0.1'").replace('listen(3000)', "listen(0, '127.0.0.1')")

interface RunOptions {
  /** Imports what `test/peers` has installed rather than what the repository has. */
  readonly peers?: boolean
}

/** Writes a program below the repository, where the package's own name resolves, and runs it. */
export async function run(
  name: string,
  runtime: string,
  files: Readonly<Record<string, string>>,
  { peers }: RunOptions = {},
): Promise<Running> {
  const folder = resolve('.cache/migrate', slug(name))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), local(text))
  if (peers) symlinkSync(resolve('test/peers/node_modules'), join(folder, 'node_modules'))
  const entry = join(folder, Object.keys(files)[0]!)
  if (runtime === 'Workers') return runWorker(entry)
  const [binary, args] = commands[runtime]!()
  const program = new Program(binary, [...args, entry])
  const end = () => program[Symbol.asyncDispose]()
  try {
    const [, port] = await program.printed(/http:\/\/[\w.-]+:(\d+)/)
    return { origin: `http://127.0.0.1:${port}`, output: () => program.output, [Symbol.asyncDispose]: end }
  } catch (error) {
    await end()
    throw error
  }
}

async function runWorker(entry: string): Promise<Running> {
  const { child, port } = await startWorkerd(binaries.workerd(), entry, {}, '2026-10-01')
  return { origin: `http://127.0.0.1:${port}`, output: () => child.log, [Symbol.asyncDispose]: () => child.end() }
}
