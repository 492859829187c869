import { fileURLToPath } from 'node:url'
import { test as base, onTestFinished } from 'vitest'
import type { WireTarget } from '../../../testing/wire.ts'
import { wireTarget } from '../../../testing/wire.ts'
import { findBinary } from '../binaries.ts'
import { Child } from '../child.ts'
import { startWorkerd } from '../workerd.ts'

const path = (name: string) => fileURLToPath(new URL(`./bare/${name}.ts`, import.meta.url))

const starters = {
  async bun(binary: string) {
    const child = new Child(binary, [path('bun')])
    return { child, port: await child.port() }
  },
  async deno(binary: string) {
    const child = new Child(binary, ['run', '--no-prompt', '--allow-net=127.0.0.1', path('deno')])
    return { child, port: await child.port() }
  },
  workerd: (binary: string) => startWorkerd(binary, path('worker'), {}, '2026-10-01'),
}

/**
 * Asserts what a runtime does without this library: a declaration rests on it, and the test fails when upstream mends it.
 */
export function observe(runtime: keyof typeof starters, title: string, run: (bare: WireTarget) => Promise<void>): void {
  base(`bare ${runtime}: ${title}`, async (context) => {
    const binary = findBinary(runtime)
    if (binary === undefined) {
      if (process.env.CI) throw new Error(`${runtime} is not installed`)
      return context.skip(`${runtime} is not installed`)
    }
    const { child, port } = await starters[runtime](binary)
    onTestFinished(() => child.end())
    const bare = wireTarget({ runtime, origin: `http://127.0.0.1:${port}`, logged: () => child.log })
    onTestFinished(() => bare[Symbol.asyncDispose]())
    await run(bare)
  })
}

/** What the handlers of the bare server saw so far. */
export async function seen(bare: WireTarget): Promise<unknown> {
  return (await bare.fetch('/seen')).json()
}
