import type { LogEntry } from './app/kit.ts'
import type { ConnectOptions, Peer, Target } from './target.ts'

/** How long a case waits for anything, unless it says otherwise: milliseconds. */
export const deadline: number = 5_000

/** A value as a failure shows it: strings quoted, bytes in hexadecimal. */
export function show(value: unknown): string {
  if (value instanceof ArrayBuffer) return show(new Uint8Array(value))
  if (value instanceof Uint8Array) {
    const hex = Array.from(value.subarray(0, 64), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    return `<${value.length} bytes: ${hex}${value.length > 64 ? ' ...' : ''}>`
  }
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return String(value)
  if (value instanceof Error) return `${value.name}: ${value.message}`
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 2_000 ? `${text.slice(0, 2_000)}... (${text.length} characters)` : text
}

/** Fails unless `condition` holds. */
export function ok(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what)
}

/** Fails unless both are the same: primitives by `Object.is`, bytes byte for byte, all else by content. */
export function equal<T>(actual: T, expected: T, what: string): void {
  if (!same(actual, expected)) throw new Error(`${what}: expected ${show(expected)}, got ${show(actual)}`)
}

/** Fails unless `text` matches. */
export function match(text: string | null | undefined, pattern: RegExp, what: string): void {
  if (text == null || !pattern.test(text)) throw new Error(`${what}: expected a match of ${pattern}, got ${show(text)}`)
}

/** Fails unless the promise rejects in time; resolves with the error. */
export async function rejects(promise: Promise<unknown>, what: string, ms: number = deadline): Promise<unknown> {
  let value: unknown
  try {
    value = await within(promise, what, ms)
  } catch (error) {
    if (error instanceof DeadlineError) throw error
    return error
  }
  throw new Error(`${what}: expected a rejection, got ${show(value)}`)
}

/** Something that a case waited for did not come. */
export class DeadlineError extends Error {
  override name = 'DeadlineError'
}

/** Lets work begin that is awaited later: if it fails before, that is no failure of the process. */
export function begun<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {})
  return work
}

/** The promise's value, or a failure that names what did not come in time. */
export async function within<T>(promise: PromiseLike<T>, what: string, ms: number = deadline): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`${what}: nothing within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Asks again and again until the answer is neither `undefined` nor `false`, and resolves with it. */
export async function until<T>(
  ask: () => T | Promise<T>,
  what: string | (() => string),
  ms: number = deadline,
): Promise<Exclude<T, undefined | false>> {
  const end = performance.now() + ms
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>
    if (performance.now() > end)
      throw new DeadlineError(`${typeof what === 'string' ? what : what()}: not within ${ms} ms`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** The observation log of an id, as it stands now. */
export async function readLog(target: Target, id: string): Promise<LogEntry[]> {
  const response = await target.fetch(`/log/${id}`)
  return (await response.json()) as LogEntry[]
}

/** Waits until the observation log satisfies `predicate`, and resolves with the log. */
export async function untilLog(
  target: Target,
  id: string,
  predicate: (log: LogEntry[]) => boolean,
  what: string = 'the observation log',
  ms: number = deadline,
): Promise<LogEntry[]> {
  let log: LogEntry[] = []
  const look = async () => {
    log = await readLog(target, id)
    return predicate(log) && log
  }
  return until(look, () => `${what}; it holds ${show(log)}`, ms)
}

/** Waits until `event` stands in the observation log, and resolves with its entry. */
export async function untilEvent(target: Target, id: string, event: string, ms: number = deadline): Promise<LogEntry> {
  const log = await untilLog(target, id, (entries) => entries.some((entry) => entry.event === event), `"${event}"`, ms)
  return log.find((entry) => entry.event === event) as LogEntry
}

/** Lets pass the server's code that waits for `gate(id)`. */
export async function openGate(target: Target, id: string): Promise<void> {
  equal((await target.fetch(`/gate/${id}`, { method: 'POST' })).status, 204, 'POST /gate')
}

/** An id for the observation log that no other case uses. */
export function freshId(): string {
  return crypto.randomUUID()
}

/** Connects, and fails unless the answer is 101. */
export async function open(target: Target, path: string, options?: ConnectOptions): Promise<Peer> {
  const peer = await target.connect(path, options)
  if (peer.status !== 101) throw new Error(`GET ${path}: expected 101, got ${peer.status} ${show(peer.body)}`)
  return peer
}

/**
 * Lets a limit of `ms` pass on a server whose clock is a fake one. Elsewhere it does nothing: there a case goes on to
 * await, with a deadline, what the limit brings.
 */
export async function elapse(target: Target, ms: number): Promise<void> {
  await target.clock?.advance(ms)
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) return same(new Uint8Array(a), new Uint8Array(b))
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return a.length === b.length && a.every((byte, index) => byte === b[index])
  }
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => same(Reflect.get(a, key), Reflect.get(b, key)))
}
