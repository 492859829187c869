import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { until, within } from '../../src/testing/expect.ts'

/** How long a program may take for anything: milliseconds, on a machine that has much else to do. */
const patience = 15_000

interface ProgramOptions {
  /** Runs as another user of the system. */
  readonly uid?: number
}

/** A program as its user sees it: what it prints, what it is told on stdin, and how it ends. */
export class Program implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #closed: Promise<unknown>
  #output = ''

  constructor(command: string, args: readonly string[], { uid }: ProgramOptions = {}) {
    // The test runner sets FORCE_COLOR, which Deno heeds before NO_COLOR.
    const { FORCE_COLOR: _, ...env } = process.env
    this.#process = spawn(command, args, { uid, gid: uid, env: { ...env, NO_COLOR: '1' } })
    this.#closed = once(this.#process, 'close')
    this.#closed.catch((error) => this.#print(String(error)))
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#print(text))
    }
    this.#process.stdin?.on('error', () => {})
  }

  /** All that it has printed so far, to stdout and stderr. */
  get output(): string {
    return this.#output
  }

  /** Waits until it has printed something that matches. */
  async printed(pattern: RegExp, from = 0): Promise<RegExpMatchArray> {
    const look = () => this.#output.slice(from).match(pattern) ?? undefined
    return until(look, () => `${pattern} in the output\n${this.#output}`, patience)
  }

  /** One line for its stdin. */
  tell(line: unknown): void {
    this.#process.stdin?.write(`${JSON.stringify(line)}\n`)
  }

  /** Waits for its end. Resolves with the exit code, or the name of the signal. */
  async ended(): Promise<number | string> {
    await within(this.#closed, `the end of the program\n${this.#output}`, patience)
    return this.#process.exitCode ?? this.#process.signalCode ?? 'unknown'
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.ended()
  }

  #print(text: string): void {
    this.#output = (this.#output + text).slice(-100_000)
  }
}
