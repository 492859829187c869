import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { within } from '../../src/testing/expect.ts'

/** How long a child that was asked to end may take before it is killed: milliseconds. */
const grace = 1_000

/** In the environment of every child, so that left-overs can be found when the suite is done. */
export const childMark = 'JACKFIELD_CONTRACT_CHILD'

type Line = Record<string, unknown>

const running = new Set<ChildProcess>()

// workerd does not notice that nobody is left who could end it.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A server process that speaks in lines of JSON. */
export class Child {
  readonly #process: ChildProcess
  readonly #exited: Promise<unknown>
  readonly #waiting = new Map<string, PromiseWithResolvers<Line>>()
  #commands = 0
  #log = ''
  #written = 0

  /** @param talk - the descriptor on which it reports: 1, or 3 for workerd's control messages. */
  constructor(command: string, args: readonly string[], talk: 1 | 3 = 1) {
    this.#process = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe', ...(talk === 3 ? (['pipe'] as const) : [])],
      env: { ...process.env, NO_COLOR: '1', [childMark]: process.env[childMark] ?? '1' },
    })
    running.add(this.#process)
    this.#process.once('exit', () => running.delete(this.#process))
    this.#exited = once(this.#process, 'exit')
    this.#exited.then(
      () => this.#fail(`the server's process ended (${this.#process.exitCode ?? this.#process.signalCode})`),
      (error) => this.#fail(String(error)),
    )
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (talk === 1 && stream === this.#process.stdout) continue
      stream?.on('data', (bytes: Buffer) => {
        this.#write(String(bytes))
      })
    }
    this.#process.stdin?.on('error', () => {})
    createInterface({ input: this.#process.stdio[talk] as Readable }).on('line', (line) => this.#hear(line))
  }

  /** What it wrote to stderr, and to stdout where that carries no messages. */
  get log(): string {
    return this.#log
  }

  /** How many characters it has written so far, of which only the last are kept. */
  get written(): number {
    return this.#written
  }

  /** What it has written since it had written so many. */
  since(written: number): string {
    return this.#log.slice(Math.max(0, this.#log.length - (this.#written - written)))
  }

  /** How many descriptors it has open; `undefined` where that cannot be seen. */
  get descriptors(): number | undefined {
    if (process.platform !== 'linux') return undefined
    return readdirSync(`/proc/${this.#process.pid}/fd`).length
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Resolves with its exit code, or the name of the signal that ended it. */
  async exit(): Promise<number | string | null> {
    await this.#exited
    return this.#process.exitCode ?? this.#process.signalCode
  }

  /** Bytes of memory that it has resident; `undefined` where that cannot be seen. */
  get resident(): number | undefined {
    if (process.platform !== 'linux') return undefined
    const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.#process.pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) * 1024
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null
  }

  /** The port that it reports when it is ready. */
  async port(): Promise<number> {
    return Number((await this.#line('ready', 20_000))['port'])
  }

  /** Sends a command and resolves with its result. */
  async command(command: Line, ms?: number): Promise<unknown> {
    const id = ++this.#commands
    this.#process.stdin?.write(`${JSON.stringify({ ...command, id })}\n`)
    const { error, result } = await this.#line(String(id), ms)
    if (error !== undefined) throw new Error(String(error))
    return result
  }

  /** Asks it to end, then makes it. */
  async end(): Promise<void> {
    this.#process.stdin?.end()
    this.#process.kill('SIGTERM')
    const kill = setTimeout(() => this.#process.kill('SIGKILL'), grace)
    await within(this.#exited, 'the end of a killed process')
    clearTimeout(kill)
  }

  async #line(key: string, ms?: number): Promise<Line> {
    const waiting = this.#wait(key)
    try {
      return await within(waiting.promise, `the server's "${key}"`, ms)
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${this.#log}`)
    }
  }

  #wait(key: string): PromiseWithResolvers<Line> {
    const known = this.#waiting.get(key)
    if (known) return known
    const waiting = Promise.withResolvers<Line>()
    waiting.promise.catch(() => {})
    this.#waiting.set(key, waiting)
    return waiting
  }

  #write(text: string): void {
    this.#written += text.length
    this.#log = (this.#log + text).slice(-100_000)
  }

  #hear(text: string): void {
    const line: Line = text.startsWith('{') ? JSON.parse(text) : {}
    if ('port' in line) this.#wait('ready').resolve(line)
    else if ('id' in line) this.#wait(String(line['id'])).resolve(line)
    else this.#write(`${text}\n`)
  }

  #fail(why: string): void {
    this.#write(`${why}\n`)
    this.#wait('ready').reject(new Error(why))
    for (const { reject } of this.#waiting.values()) reject(new Error(why))
  }
}
