import { serve } from '../../adapters/memory/serve.ts'
import type { Target } from '../../src/testing/target.ts'
import { variants } from '../../src/testing/variants.ts'
import type { TargetSource } from '../../testing/vitest.ts'
import { hostedApp } from './hosts/app.ts'

/** Targets without a wire: each case gets a server of its own, which costs nothing here. */
export const memorySource: TargetSource = {
  runtime: 'memory',
  offers: ['control', 'topics', 'pauses', 'guards', 'channels'],
  declares: [],
  async target(variant) {
    const lines: string[] = []
    const { app, ...hooks } = hostedApp((line) => lines.push(line))
    const options = variant ? variants[variant].options : {}
    const handle = await serve(app, { ...options, ...hooks })
    const target: Target & AsyncDisposable = {
      runtime: 'memory',
      origin: 'http://memory',
      offers: memorySource.offers,
      declares: [],
      clock: handle.clock,
      fetch: (path, init) => handle.fetch(path, init),
      connect: (path, connectOptions) => handle.connect(path, connectOptions),
      control: {
        close: (timeout) => handle.close({ timeout }),
        publish: async (to, data) => handle.publish(to, data),
        disconnect: async (whom, how) => handle.disconnect(whom, how),
        stats: async () => handle.stats(),
      },
      logged: () => lines.join('\n'),
      async [Symbol.asyncDispose]() {
        const closed = handle.close({ timeout: 1 })
        await handle.clock.advance(1_000)
        await closed
      },
    }
    return target
  },
}
