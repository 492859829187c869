import type { Control } from '../../src/testing/target.ts'
import { type VariantName, variants } from '../../src/testing/variants.ts'
import type { TargetSource } from '../../testing/vitest.ts'
import { wireTarget } from '../../testing/wire.ts'
import type { Certificate } from '../certificate.ts'
import type { Child } from './child.ts'
import { declarationsOf } from './declarations.ts'
import { type Runtime, type Started, startVariant } from './runtimes.ts'

/** Targets on a real runtime: one server a variant, or one a case where the variant says so; with TLS if given a certificate. */
export async function sourceOn(runtime: Runtime, tls?: Certificate): Promise<TargetSource> {
  const declares = await declarationsOf(runtime)
  const isWorkers = runtime.adapter === 'workers'
  const isNode = runtime.name.startsWith('node')
  const shared = new Map<VariantName | undefined, Promise<Started>>()
  const children = new Set<Child>()

  const start = async (variant?: VariantName) => {
    const started = await startVariant(runtime, variant, tls)
    children.add(started.child)
    return started
  }
  const server = (variant?: VariantName): Promise<Started> => {
    if (variant !== undefined && variants[variant].fresh) return start(variant)
    const known = shared.get(variant) ?? start(variant)
    shared.set(variant, known)
    return known
  }

  const source: TargetSource = {
    runtime: runtime.name,
    offers: isWorkers
      ? ['raw', 'topics', 'guards', 'channels', 'console', 'stateless']
      : ['raw', 'control', 'topics', 'guards', 'channels', 'console', ...(isNode ? ['pauses' as const] : [])],
    declares,
    async target(variant) {
      const { child, port } = await server(variant)
      if (!child.running) throw new Error(`an earlier case ended the server\n${child.log}`)
      const from = child.written
      const target = wireTarget({
        runtime: runtime.name,
        origin: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
        ca: tls?.ca,
        offers: source.offers,
        control: isWorkers ? undefined : controlOf(child),
        declares,
        logged: () => child.since(from),
      })
      return {
        ...target,
        async [Symbol.asyncDispose]() {
          await target[Symbol.asyncDispose]()
          if (variant !== undefined && variants[variant].fresh) await child.end()
        },
      }
    },
    async end() {
      await Promise.all([...children].map((child) => child.end()))
    },
  }
  return source
}

function controlOf(child: Child): Control {
  return {
    async close(timeout) {
      await child.command({ close: timeout }, timeout + 5_000)
    },
    publish: (target, data) => child.command({ publish: target, data }) as ReturnType<Control['publish']>,
    disconnect: (target, options) =>
      child.command({ disconnect: target, options }) as ReturnType<Control['disconnect']>,
    stats: () => child.command({ stats: true }) as ReturnType<Control['stats']>,
  }
}
