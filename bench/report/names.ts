import { ours } from '../servers.ts'
import { count } from './markdown.ts'

const runtimeTitles: Readonly<Record<string, string>> = { node: 'Node', bun: 'Bun', deno: 'Deno' }
export const runtimeTitle = (runtime: string): string => runtimeTitles[runtime] ?? runtime

const rawTitles: Readonly<Record<string, string>> = {
  node: 'raw ws',
  bun: 'raw Bun.serve',
  deno: 'raw Deno.serve',
  workerd: 'a raw Worker',
}
const honoTitles: Readonly<Record<string, string>> = { workerd: 'hono/cloudflare-workers' }
const serverTitles: Readonly<Record<string, string>> = {
  'raw-loop': 'raw, a loop of sends',
  'node-server': '@hono/node-server 2',
  'node-ws': '@hono/node-ws',
  'socket.io': 'Socket.IO',
  elysia: 'Elysia',
  object: 'a raw Durable Object',
  hibernating: 'a hibernating one',
}

export function serverTitle(runtime: string, server: string): string {
  if (server === 'raw') return rawTitles[runtime] ?? 'raw'
  if (server === 'hono') return honoTitles[runtime] ?? `hono/${runtime}`
  return serverTitles[server] ?? server
}

/** What Hono's users have without us, on the same runtime. */
export const helpers: readonly string[] = ['hono', 'node-server', 'node-ws', 'crossws']

/** Without a library: what others are compared with. */
const bare = ['raw', 'raw-loop', 'object', 'hibernating']
export const isLibrary = (server: string): boolean => server !== ours && !bare.includes(server)

const order = [ours, ...bare, ...helpers]
const rankIn = (list: readonly string[], name: string): number =>
  (list.indexOf(name) + list.length + 1) % (list.length + 1)
export const byServer = (a: string, b: string): number => rankIn(order, a) - rankIn(order, b) || a.localeCompare(b)

const fixed: Readonly<Record<string, string>> = {
  'echo-light': 'echo, light rate',
  'echo-steady': 'echo, steady rate',
  'echo-1': 'echo, 1 in flight',
  'echo-16': 'echo, 16 in flight',
  'echo-16k': 'echo, 16 KiB',
  'echo-16k-native': 'echo, 16 KiB, bufferutil',
  handshakes: 'handshakes',
  camera: 'camera frames',
  'slow-consumer-none': 'large messages, all read',
  'slow-consumer': 'large messages, one never reads',
  idle: 'idle connections',
  'idle-growing': 'idle connections, as V8 grows',
}
const sized: Readonly<Record<string, (size: string) => string>> = {
  'fanout-one': (size) => `fan-out to ${size}, one at a time`,
  'fanout-stream': (size) => `fan-out to ${size}, streaming`,
  topics: (size) => `publish to one of ${size} topics`,
}

/** A scenario's family and its size: `fanout-one-100` is `fanout-one` of 100. */
export function sizeOf(scenario: string): readonly [family: string, size: number] {
  const [, family = scenario, size = '0'] = /^(.+)-(\d+)$/.exec(scenario) ?? []
  return family in sized ? [family, Number(size)] : [scenario, 0]
}

export function scenarioTitle(scenario: string): string {
  const [family, size] = sizeOf(scenario)
  return sized[family]?.(count(size)) ?? fixed[scenario] ?? scenario
}

const families = [
  ...['echo-light', 'echo-steady', 'echo-1', 'echo-16', 'echo-16k', 'echo-16k-native', 'fanout-one', 'fanout-stream'],
  ...['handshakes', 'camera', 'slow-consumer-none', 'slow-consumer', 'topics', 'idle', 'idle-growing'],
]
export function byScenario(a: string, b: string): number {
  const [[one, size], [other, otherSize]] = [sizeOf(a), sizeOf(b)]
  return rankIn(families, one) - rankIn(families, other) || one.localeCompare(other) || size - otherSize
}
