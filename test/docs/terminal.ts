import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { until } from '../../src/testing/expect.ts'

/** A program that somebody sits before: what they type goes in, what it prints is waited for. */
export class Terminal implements AsyncDisposable {
  readonly #child: ReturnType<typeof spawn>
  readonly #exited: Promise<unknown>
  #printed = ''
  #read = 0

  constructor(binary: string, args: readonly string[], cwd: string) {
    this.#child = spawn(binary, args, { cwd, stdio: 'pipe', env: { ...process.env, NO_COLOR: '1' } })
    this.#exited = once(this.#child, 'exit')
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (bytes: Buffer) => {
        this.#printed += bytes
      })
    }
  }

  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`)
  }

  /** Resolves when it prints this line, after all that was waited for before. */
  async prints(line: string): Promise<void> {
    const look = () => {
      const at = `\n${this.#printed}`.indexOf(`\n${line}\n`, this.#read)
      if (at < 0) return false
      this.#read = at + line.length + 1
      return true
    }
    await until(look, () => `the line ${JSON.stringify(line)}; it has printed ${JSON.stringify(this.#printed)}`, 20_000)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exited
  }
}
