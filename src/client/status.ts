import { type Retry, retryOf } from '../channel/codes.ts'

/** A stable name of why there is no connection. */
export type CauseCode =
  // What the page itself knows.
  | 'bad_url'
  | 'mixed_content'
  | 'not_asked'
  | 'offline'
  // What the connection told.
  | 'closed'
  | 'lost'
  | 'silent'
  | 'protocol'
  | 'unauthorized'
  // What a plain request told.
  | 'server_down'
  | 'headers_stripped'
  | 'wrong_scheme'
  | 'redirected'
  | 'origin_refused'
  | 'refused'
  | 'not_found'
  | 'too_many'
  | 'server_full'
  | 'unknown'

/** Why there is no connection. */
export interface Cause {
  readonly code: CauseCode
  /** For a person: what was found, and what to do. Better words may follow a moment later, with the same state. */
  readonly message: string
  /** What the client makes of it: it stops, comes back later, or comes back once with a fresh token. */
  readonly retry: Retry
  /** The HTTP status that a plain request was answered with. */
  readonly status?: number
  /** The close code that the server gave. */
  readonly close?: number
}

/** How a client stands; `why?.message` says why there is no connection. Each change is a new object, so that it fits React's `useSyncExternalStore`. */
export type Status =
  /** Nobody listens: only with the option `lazy`. */
  | { readonly state: 'idle'; readonly why?: undefined }
  /** `attempt` counts from 1 since the connection was last open. */
  | { readonly state: 'connecting'; readonly attempt: number; readonly why?: undefined }
  /** `id` is the connection's, as the server logs it. */
  | { readonly state: 'open'; readonly id: string; readonly why?: undefined }
  /** The next attempt is at `until`, in ms since the epoch. */
  | { readonly state: 'waiting'; readonly until: number; readonly attempt: number; readonly why: Cause }
  /** It does not come back. */
  | { readonly state: 'closed'; readonly why: Cause }

export const causeOf = (code: CauseCode, message: string, retry: Retry = 'later', more?: Partial<Cause>): Cause => ({
  code,
  message,
  retry,
  ...more,
})

/** Of a close that this side has not asked for. */
export const causeOfClose = (close: number, reason: string): Cause => {
  // Where no close frame came, Deno 2.9 says 0.
  if (close === 1006 || close === 0) return causeOf('lost', 'The connection was lost.')
  const retry = retryOf(close)
  const code = retry === 'fresh-token' ? 'unauthorized' : 'closed'
  return causeOf(code, `The server closed it: ${close} ${reason}`.trim(), retry, { close })
}
