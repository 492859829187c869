/** What one kind of error means on the wire, and what a client should make of it. */
export interface ErrorRule {
  /** HTTP status, where the error can answer a request. */
  readonly status?: number
  /** Close code of RFC 6455 (section 7.4.1), where the error can end a connection. */
  readonly close?: number
  /** Close code in the application's range for peers that speak the `jackfield.1` protocol. */
  readonly channelClose?: number
  /** What the other side should do: give up, come back later, or come back once with a fresh token. */
  readonly retry: 'never' | 'later' | 'fresh-token'
}

/** A stable name of what went wrong: a key of the {@link errors} table. */
export type ErrorCode =
  | 'upgrade_required'
  | 'headers_stripped'
  | 'method_not_allowed'
  | 'bad_host'
  | 'host_refused'
  | 'http_version'
  | 'bad_key'
  | 'bad_version'
  | 'body_refused'
  | 'protocol_refused'
  | 'origin_refused'
  | 'too_long'
  | 'unauthorized'
  | 'expired'
  | 'disconnected'
  | 'handshake_timeout'
  | 'draining'
  | 'server_full'
  | 'too_many'
  | 'overloaded'
  | 'too_fast'
  | 'slow_reader'
  | 'room_lost'
  | 'payload_too_big'
  | 'too_many_topics'
  | 'too_many_faults'
  | 'topics_unavailable'
  | 'no_adapter'
  | 'duplicate_route'
  | 'no_route'
  | 'invalid_option'
  | 'address_in_use'
  | 'address_forbidden'
  | 'internal'

const rule = (retry: ErrorRule['retry'], status?: number, close?: number, channelClose?: number): ErrorRule => ({
  status,
  close,
  channelClose,
  retry,
})

/**
 * The one table of everything that can go wrong: from an error's code to its HTTP status, its close codes and
 * whether a retry makes sense.
 *
 * @example
 * ```ts
 * import { errors } from 'jackfield'
 *
 * if (errors.origin_refused.status !== 403) throw new Error('a foreign origin is forbidden')
 * ```
 */
export const errors: Readonly<Record<ErrorCode, ErrorRule>> = {
  upgrade_required: rule('never', 426),
  headers_stripped: rule('never', 426),
  method_not_allowed: rule('never', 405),
  bad_host: rule('never', 400),
  host_refused: rule('never', 421),
  http_version: rule('never', 505),
  bad_key: rule('never', 400),
  bad_version: rule('never', 426),
  body_refused: rule('never', 400),
  protocol_refused: rule('never', 400),
  origin_refused: rule('never', 403),
  too_long: rule('never', 414),
  unauthorized: rule('fresh-token', 401, 1008, 4401),
  expired: rule('fresh-token', 401, 1008, 4401),
  disconnected: rule('never', undefined, 1008, 4403),
  handshake_timeout: rule('later', 503),
  draining: rule('later', 503, 1001, 4503),
  server_full: rule('later', 503),
  too_many: rule('later', 429),
  overloaded: rule('later', 429, 1013, 4429),
  too_fast: rule('later', undefined, 1013, 4430),
  slow_reader: rule('later', undefined, 1013, 4431),
  room_lost: rule('later', undefined, 1012, 4512),
  payload_too_big: rule('never', 413, 1009, 4413),
  too_many_topics: rule('never', undefined, 1008, 4409),
  too_many_faults: rule('never', undefined, 1008, 4400),
  topics_unavailable: rule('never', 500, 1011, 4501),
  no_adapter: rule('never', 500),
  duplicate_route: rule('never', 500),
  no_route: rule('never', 500),
  invalid_option: rule('never', 500),
  address_in_use: rule('never'),
  address_forbidden: rule('never'),
  internal: rule('later', 500, 1011, 4500),
}

// An app's own code that does not say that it may do better later.
const turnedAway: ErrorRule = { ...errors.internal, retry: 'never', channelClose: 4403 }

/** Whether a code may be told to a client, as that of an answer or the reason of a close frame. */
export const isTellable = (code: unknown): boolean => typeof code === 'string' && /^[a-z0-9_]{1,64}$/.test(code)

/**
 * The one error that the library throws for what is not a mere wrong argument (those are `TypeError` and
 * `RangeError`). Its message says what was found, what was expected and what to do; its `code` is stable.
 *
 * @example
 * ```ts
 * import { JackfieldError } from 'jackfield'
 *
 * const error = new JackfieldError('overloaded', 'too many messages wait')
 * if (error.rule.close !== 1013) throw error
 * ```
 */
export class JackfieldError extends Error {
  override readonly name = 'JackfieldError'
  /** A key of the {@link errors} table, or an app's own: what a handler throws answers its call. */
  readonly code: ErrorCode | (string & {})
  /** Whether the same may do better later: of a key of the table as it says, of an app's own code as that says. */
  readonly retryable: boolean

  constructor(
    code: ErrorCode | (string & {}),
    message: string,
    options?: ErrorOptions & { readonly retryable?: boolean },
  ) {
    super(message, options)
    this.code = code
    this.retryable = options?.retryable ?? (Object.hasOwn(errors, code) && this.rule.retry === 'later')
  }

  /** This code's row of the {@link errors} table; an app's own has that of `internal`, or one that asks to stay away. */
  get rule(): ErrorRule {
    if (Object.hasOwn(errors, this.code)) return errors[this.code as ErrorCode]
    return this.retryable ? errors.internal : turnedAway
  }
}

/** Whether it is one of these: also of what throws again when it is looked at, as a proxy does that was revoked. */
export const isA = <T>(error: unknown, kind: abstract new (...args: never[]) => T): error is T => {
  try {
    return error instanceof kind
  } catch {
    return false
  }
}
