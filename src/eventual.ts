/** A value that is there, or promised. */
export type Eventual<T> = T | Promise<T>

/** Whether a value has yet to come. */
export const isPromised = <T>(value: Eventual<T>): value is Promise<T> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

/**
 * Goes on with a value, at once if it is there. What decides on a handshake nearly always is, and to wait for it all the
 * same costs as much as to look at it: a promise, a turn of the microtasks and some hundred bytes each time.
 */
export const andThen = <T, U>(value: Eventual<T>, next: (value: T) => Eventual<U>): Eventual<U> =>
  isPromised(value) ? Promise.resolve(value).then(next) : next(value)

/** What must be there at once. Of a promise, which is refused, nobody hears any more: also not that it has rejected. */
export const atOnce = <T>(value: T): T => {
  if (isPromised<unknown>(value)) Promise.resolve(value).catch(() => {})
  return value
}
