import { cases } from '../../../src/testing/cases/index.ts'
import { runContract, type TargetSource } from '../../../testing/vitest.ts'
import { wireTarget } from '../../../testing/wire.ts'
import { isPresent } from '../../contract/present.ts'
import { runtimeNamed } from '../../contract/runtimes.ts'
import { sourceOn } from '../../contract/source.ts'
import { runtimeNames } from '../demand.ts'
import { FaultProxy } from './proxy.ts'

// What the contract says of handshakes, lives, messages and topics, with every byte of both directions by itself. Cases
// with a server of their own look at limits, and at the time.
const rows = /^(HS|LC|MS|TP)/
// Of a megabyte each byte by itself takes minutes.
const large = ['MS04b', 'MS05b', 'MS07']
const byBytes = cases.filter(({ id, variant }) => rows.test(id) && variant === undefined && !large.includes(id))

/** The same servers, each behind a proxy. */
function behindProxy(source: TargetSource): TargetSource {
  return {
    ...source,
    async target(variant) {
      const target = await source.target(variant)
      const proxy = await FaultProxy.before(target.origin, () => ({ up: { slice: 1 }, down: { slice: 1 } }))
      const through = wireTarget({ ...target, origin: proxy.origin })
      return {
        ...through,
        async [Symbol.asyncDispose]() {
          await through[Symbol.asyncDispose]()
          await proxy[Symbol.asyncDispose]()
          await target[Symbol.asyncDispose]?.()
        },
      }
    },
  }
}

for (const runtime of runtimeNames.map(runtimeNamed).filter(isPresent)) {
  const source = behindProxy(await sourceOn(runtime))
  await runContract(source, { cases: byBytes, title: `contract byte by byte on ${runtime.name}` })
}
