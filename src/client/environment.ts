/** What the client needs of a WebSocket: every runtime's own has it. */
export interface WebSocketLike {
  binaryType: string
  readonly readyState: number
  readonly protocol: string
  readonly bufferedAmount: number
  send(data: string | Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
  addEventListener(type: string, listener: (event: never) => void): void
}

interface EventSource {
  addEventListener(type: string, listener: () => void, options: { readonly signal: AbortSignal }): void
}

/** All that the client uses of where it runs: `globalThis` has it everywhere, a test gives one with a clock of its own. */
export interface Environment extends Partial<EventSource> {
  readonly WebSocket: new (url: string, protocols: string[]) => WebSocketLike
  readonly Date: { now(): number }
  readonly Math: { random(): number }
  setTimeout(callback: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  fetch(
    url: string,
    init: RequestInit,
  ): Promise<Pick<Response, 'status' | 'headers' | 'text'> & { readonly url?: string }>
  readonly console: { warn(...words: unknown[]): void; error(...words: unknown[]): void }
  /** Of a page or its worker: what relative URLs are relative to, and whether the page came by https. */
  readonly location?: { readonly href: string }
  readonly navigator?: { readonly onLine?: boolean }
  readonly document?: EventSource & { readonly baseURI: string; readonly visibilityState: string }
}

/**
 * Calls back after so many milliseconds, unless the function that it returns is called before; never after more than
 * timers count, which would call back at once.
 */
export const startTimer = (environment: Environment, ms: number, callback: () => void): (() => void) => {
  const timer = ms < 2 ** 31 ? environment.setTimeout(callback, ms) : undefined
  return () => environment.clearTimeout(timer)
}

/** Calls back when the network is there again, and when somebody looks at the page. */
export const watchPage = (environment: Environment, signal: AbortSignal, callback: () => void): void => {
  const page = environment.document
  environment.addEventListener?.('online', callback, { signal })
  page?.addEventListener('visibilitychange', () => page.visibilityState === 'visible' && callback(), { signal })
}
