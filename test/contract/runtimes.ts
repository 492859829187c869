import { fileURLToPath } from 'node:url'
import type { ListenOptions } from '../../src/options.ts'
import { type Variant, type VariantName, variants } from '../../src/testing/variants.ts'
import type { Certificate } from '../certificate.ts'
import { type binaries, findBinary } from './binaries.ts'
import { Child } from './child.ts'
import { startWorkerd } from './workerd.ts'

export interface Started {
  readonly child: Child
  readonly port: number
}

/** Folders of start files, one a runtime: with this library, without an adapter, and without any of it. */
type Hosts = 'hosts' | 'hosts/bare' | 'hosts/limits'

/** A runtime on which the contract is run for real. */
export interface Runtime {
  readonly name: string
  /** The folder of its adapter. */
  readonly adapter: 'node' | 'bun' | 'deno' | 'workers'
  readonly binary: string | undefined
  /** Starts a server process of its own, from the runtime's file in that folder. */
  start(hosts: Hosts, options?: ListenOptions): Promise<Started>
}

/** Starts a server with the options of a variant, and with TLS if given a certificate; workerd knows none. */
export function startVariant(runtime: Runtime, variant?: VariantName, tls?: Certificate): Promise<Started> {
  const { options, bare }: Variant = variant ? variants[variant] : { options: {} }
  return runtime.start(bare ? 'hosts/bare' : 'hosts', {
    ...options,
    ...(tls && { tls: { key: tls.key, cert: tls.cert } }),
  })
}

const fileOf = (hosts: Hosts, name: string): string => fileURLToPath(new URL(`./${hosts}/${name}.ts`, import.meta.url))

function listening(name: keyof typeof binaries, adapter: 'node' | 'bun' | 'deno', flags: string[]): Runtime {
  const binary = findBinary(name)
  return {
    name,
    adapter,
    binary,
    async start(hosts, options = {}) {
      const child = new Child(binary ?? name, [...flags, fileOf(hosts, adapter), JSON.stringify(options)])
      return { child, port: await child.port() }
    },
  }
}

function workerd(compatibilityDate: string): Runtime {
  const binary = findBinary('workerd')
  return {
    name: `workerd-${compatibilityDate}`,
    adapter: 'workers',
    binary,
    start: (hosts, options = {}) =>
      startWorkerd(binary ?? 'workerd', fileOf(hosts, 'worker'), options, compatibilityDate),
  }
}

// What Deno may do: the sources are read unbuilt, and hono looks at its environment.
const denoFlags = ['run', '--cached-only', '--no-prompt', '--allow-net=127.0.0.1', '--allow-read', '--allow-env']
const source = '--conditions=jackfield-source'

export const runtimes: readonly Runtime[] = [
  listening('node24', 'node', ['--disable-warning=ExperimentalWarning', source]),
  listening('node22', 'node', ['--disable-warning=ExperimentalWarning', source]),
  listening('bun', 'bun', [source]),
  listening('deno', 'deno', [...denoFlags, source]),
  workerd('2025-06-01'),
  workerd('2026-03-17'),
  workerd('2026-10-01'),
]

export function runtimeNamed(name: string): Runtime {
  const runtime = runtimes.find((one) => one.name === name)
  if (!runtime) throw new Error(`no runtime ${name}; there are ${runtimes.map((one) => one.name).join(', ')}`)
  return runtime
}
