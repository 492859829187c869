import { fileURLToPath } from 'node:url'
import type { ServerOptions } from '../../src/options.ts'
import { until } from '../../src/testing/expect.ts'
import { variants } from '../../src/testing/variants.ts'
import type { TargetSource } from '../../testing/vitest.ts'
import { wireTarget } from '../../testing/wire.ts'
import { binaries } from '../contract/binaries.ts'
import { Child } from '../contract/child.ts'
import { startWorkerd } from '../contract/workerd.ts'

type Start = (host: string, options: ServerOptions) => Promise<{ child: Child; port: number }>

const listening =
  (binary: () => string, ...flags: string[]): Start =>
  async (host, options) => {
    const child = new Child(binary(), [...flags, host, JSON.stringify(options)])
    return { child, port: await child.port() }
  }

const denoFlags = ['run', '--cached-only', '--no-prompt', '--allow-net=127.0.0.1', '--allow-read', '--allow-env']

/** How the host of a stranger is started, by the runtime. */
export const starts = {
  'Node 24': listening(binaries.node24, '--disable-warning=ExperimentalWarning'),
  Bun: listening(binaries.bun),
  Deno: listening(binaries.deno, ...denoFlags),
  workerd: (host, options) => startWorkerd(binaries.workerd(), host, options, '2026-10-01'),
} satisfies Record<string, Start>

/**
 * Targets on a stranger's server. Each case gets a process of its own: one that kills its server, or leaves a handler
 * that will, cannot fail the next.
 */
export function strangerSource(
  name: string,
  runtime: keyof typeof starts,
  offers: TargetSource['offers'],
): TargetSource {
  const host = fileURLToPath(new URL(`./hosts/${name}.ts`, import.meta.url))
  return {
    runtime: name,
    offers,
    declares: [],
    async target(variant) {
      const { child, port } = await starts[runtime](host, variant ? variants[variant].options : {})
      const target = wireTarget({
        runtime: name,
        origin: `http://127.0.0.1:${port}`,
        offers,
        logged: () => child.log,
      })
      return {
        ...target,
        async [Symbol.asyncDispose]() {
          // A process that is dying of its case is left to say of what.
          const gone = () => until(() => !child.running, 'the end of the process', 1_000)
          await target.fetch('/log/none').catch(() => gone().catch(() => {}))
          await target[Symbol.asyncDispose]()
          await child.end()
        },
      }
    },
  }
}
