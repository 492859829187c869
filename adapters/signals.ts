import type { CloseOptions, ListenOptions } from '../src/adapter.ts'
import type { Handle } from './handle.ts'

const names = ['SIGINT', 'SIGTERM'] as const

/** What is used of the runtime's own process. */
export interface Process {
  on(signal: (typeof names)[number], listener: () => void): unknown
  off(signal: (typeof names)[number], listener: () => void): unknown
  exit(code: number): never
  /** Called when the last server has ended by a signal; without it the process ends by itself. */
  ended?(): void
}

// Of one process, as `ended` is.
let open = 0

/** Closes a server on the first signal, ends the process on the second, and listens no more once it has closed. */
export const closeOnSignals = <T extends Handle>(server: T, { signals }: ListenOptions, runtime: Process): T => {
  if (!signals) return server
  open++
  const close = (options?: CloseOptions): Promise<void> => server.close(options).finally(release)
  let [closing, released] = [false, false]
  const heard = (): void => {
    if (closing) runtime.exit(1)
    closing = true
    void handle.close(signals === true ? {} : signals).finally(() => open === 0 && runtime.ended?.())
  }
  const release = (): void => {
    if (released) return
    released = true
    open--
    for (const name of names) runtime.off(name, heard)
  }
  for (const name of names) runtime.on(name, heard)
  const handle: T = Object.create(server, { close: { value: close } })
  return handle
}
