import { checkNow } from '../channel/schema.ts'
import { sizeOf } from '../data.ts'
import { MisfitError } from './outgoing.ts'
import { misfitOf } from './places.ts'
import type { DataSchema } from './types.ts'

// What a Durable Object can keep of a connection while it sleeps, beside its topics; alike on every runtime.
const maxSize = 8192

/** Whether a value is what JSON makes of it: all of it comes back, and nothing else. */
const isJson = (value: unknown, parents: readonly object[] = []): boolean => {
  if (typeof value === 'number') return Number.isFinite(value)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value !== 'object' || parents.includes(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false
  const isKept = (entry: unknown): boolean => isJson(entry, [...parents, value])
  // In a list it would come back as null, and so would a hole; elsewhere what is not there need not come back.
  if (Array.isArray(value)) return Array.from(value).every(isKept)
  return Object.values(value).every((entry) => entry === undefined || isKept(entry))
}

/** Freezes a value with all that is in it. */
export const freeze = (value: unknown): unknown => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze)
  return value
}

/**
 * What a connection keeps: a frozen copy, as the route's schema has made it.
 * @throws {TypeError} for what does not fit, or is no JSON; `RangeError` for more than 8 KiB. Neither shows any of it.
 */
export const keepData = (schema: DataSchema, value: unknown, route: string): unknown => {
  const name = `the data of route ${JSON.stringify(route)}`
  if (!schema) {
    if (value === undefined) return undefined
    throw new TypeError(`${name} has no schema: give defineRoute one as "data"`)
  }
  const checked = checkNow(schema, value, 'data')
  if (checked.issues && value === undefined) {
    throw new TypeError(`${name} is missing: upgradeWebSocket(c, route, { data }), or the token's grant`)
  }
  if (checked.issues) throw new MisfitError(`${name} ${misfitOf(checked)}`, checked)
  if (checked.value === undefined) return undefined
  if (!isJson(checked.value)) {
    throw new TypeError(`${name} is no JSON: it takes objects, lists, texts, finite numbers, booleans and null alone`)
  }
  const text = JSON.stringify(checked.value)
  const size = sizeOf(text)
  if (size > maxSize) throw new RangeError(`${name} has ${size} bytes as JSON; a connection keeps at most ${maxSize}`)
  return freeze(JSON.parse(text))
}
