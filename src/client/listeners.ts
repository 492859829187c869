/** Who wants to be told. */
export interface Listeners<Value> {
  /** Adds one; answers with its undo. */
  add(listener: (value: Value) => unknown): () => void
  tell(value: Value): void
}

/** A listener that throws harms no other one: its error goes to `failed`. */
export const createListeners = <Value>(failed: (error: unknown) => void): Listeners<Value> => {
  // Each in a box of its own: the same function may listen twice.
  const all = new Set<readonly [listener: (value: Value) => unknown]>()
  return {
    add(listener) {
      const box = [listener] as const
      all.add(box)
      return () => void all.delete(box)
    },
    tell(value) {
      for (const [listener] of [...all]) {
        try {
          listener(value)
        } catch (error) {
          failed(error)
        }
      }
    },
  }
}

/** A value that changes. Its two members are what React's `useSyncExternalStore` takes. */
export interface Observable<Value> {
  /** The same object until it changes. */
  readonly current: Value
  /** Answers with its undo. */
  readonly subscribe: (listener: (value: Value) => unknown) => () => void
}

/** An observable, and who sets it. `watched` hears of each listener that comes, and makes its undo. */
export const createStore = <Value>(
  current: Value,
  failed: (error: unknown) => void,
  watched: (undo: () => void) => () => void = (undo) => undo,
): [seen: Observable<Value>, set: (value: Value) => void] => {
  const { add, tell } = createListeners<Value>(failed)
  const seen = { current, subscribe: (listener: (value: Value) => unknown) => watched(add(listener)) }
  return [
    seen,
    (value) => {
      seen.current = value
      tell(value)
    },
  ]
}
