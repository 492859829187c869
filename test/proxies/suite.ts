import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, describe } from 'vitest'
import type { ServerOptions } from '../../src/options.ts'
import { startHost } from '../contract/hosted.ts'
import { isPresent } from '../contract/present.ts'
import { runtimeNamed, type Started } from '../contract/runtimes.ts'
import { withValues } from './blocks.ts'
import { type Kind, kinds } from './kinds.ts'
import { type Change, endProxies } from './proxy.ts'

const hosts = fileURLToPath(new URL('./hosts', import.meta.url))

/** How long anything may take on a machine that has much else to do: milliseconds. */
export const patience = 20_000

/** Those that listen themselves, and so may stand behind a proxy. */
export const runtimes: readonly string[] = ['node24', 'bun', 'deno'].filter((name) => isPresent(runtimeNamed(name)))

/** A Worker: it does not know who connects, and cannot ping. */
export const workerd = 'workerd-2026-10-01'

const absent = [
  ...kinds.filter(({ binary }) => binary === undefined).map(({ name }) => name),
  ...(process.platform === 'linux' ? [] : ['second loopback address']),
]

/** A suite behind real proxies. On a user's machine without them it is passed over and says so; in CI it fails there. */
export function describeBehind(title: string, suite: () => void): void {
  const why = absent.length > 0 ? ` (passed over: there is no ${absent.join(' and no ')})` : ''
  describe.skipIf(why !== '' && !process.env['CI'])(title + why, () => {
    afterAll(endProxies)
    suite()
  })
}

interface Server extends Started, AsyncDisposable {}

/** Starts the host of these tests on a runtime. */
export async function serverOn(name: string, options: ServerOptions = {}): Promise<Server> {
  const started = await startHost(runtimeNamed(name), hosts, options)
  return { ...started, [Symbol.asyncDispose]: () => started.child.end() }
}

/** Shortens the patience of a proxy with a connection on which nothing is said. */
export const impatient = ({ name }: Kind, ms: number): Change => {
  const directive = name === 'nginx' ? 'proxy_read_timeout' : 'timeout tunnel'
  return (configuration) => withValues(configuration, { [`${directive} 60s`]: `${directive} ${ms}ms` })
}
