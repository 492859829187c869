import type { Environment } from './environment.ts'

/** Who wants to be told. */
export interface Listeners<Value> {
  /** Adds one; answers with its undo. */
  add(listener: (value: Value) => unknown): () => void
  tell(value: Value): void
}

/** A listener that throws or rejects harms nobody: its error goes to the console. */
export const createListeners = <Value>({ console }: Environment): Listeners<Value> => {
  // Each in a box of its own: the same function may listen twice.
  const all = new Set<readonly [listener: (value: Value) => unknown]>()
  const failed = (error: unknown) => console.error(error)
  return {
    add(listener) {
      const box = [listener] as const
      all.add(box)
      return () => all.delete(box)
    },
    tell(value) {
      // One of them may undo another.
      for (const box of [...all]) (async () => all.has(box) && box[0](value))().catch(failed)
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
  environment: Environment,
  watched: (undo: () => void) => () => void,
): [seen: Observable<Value>, set: (value: Value) => void] => {
  const { add, tell } = createListeners<Value>(environment)
  const seen = {
    current,
    // One of them may bring the next value: it comes last to all.
    subscribe: (listener: (value: Value) => unknown) =>
      watched(add((value) => value === seen.current && listener(value))),
  }
  return [
    seen,
    (value) => {
      seen.current = value
      tell(value)
    },
  ]
}
