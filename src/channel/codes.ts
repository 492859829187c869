/** What one code of an error means. */
export interface CodeRule {
  /** Whether the same message may do better when it is sent again later. */
  readonly retryable: boolean
  /** What is wrong, for a person. */
  readonly words: string
}

/** A code of an error envelope that the protocol itself knows. An app has others besides: `[a-z0-9_]{1,64}`. */
export type WireCode =
  | 'bad_json'
  | 'bad_envelope'
  | 'bad_binary'
  | 'bad_id'
  | 'too_deep'
  | 'too_large'
  | 'unknown_type'
  | 'invalid'
  | 'duplicate_id'
  | 'too_many_calls'
  | 'too_many_faults'
  | 'cancelled'
  | 'unauthorized'
  | 'internal'

/** A code that only the client itself comes to, and that never goes over the wire. */
export type ClientCode = 'timeout' | 'away' | 'lost' | 'closed' | 'queue_full'

/** Any code that the protocol itself knows. */
export type ProtocolCode = WireCode | ClientCode

/**
 * The one table of the errors that the protocol itself knows, from a code to whether the message may be sent again and
 * what is wrong.
 *
 * @example
 * ```ts
 * import { codes } from 'jackfield/channel'
 *
 * if (codes.invalid.retryable) throw new Error('what is wrong stays wrong')
 * ```
 */
export const codes: Readonly<Record<ProtocolCode, CodeRule>> = {
  bad_json: { retryable: false, words: 'the message is no JSON' },
  bad_envelope: { retryable: false, words: 'the message is no JSON object with a "type" that is a string' },
  bad_binary: { retryable: false, words: 'the frame is no length, head and body of a binary message' },
  bad_id: { retryable: false, words: 'the id is no string of 1 to 64 characters and no safe integer from 0' },
  too_deep: { retryable: false, words: 'the message is nested deeper than 32 levels' },
  too_large: { retryable: false, words: 'the message is too large' },
  unknown_type: { retryable: false, words: 'the channel has no such message' },
  invalid: { retryable: false, words: 'the data is not what the channel says' },
  duplicate_id: { retryable: false, words: 'a call of this id is running' },
  too_many_calls: { retryable: true, words: 'too many calls are running' },
  too_many_faults: { retryable: false, words: 'too many messages were wrong, and the connection closes' },
  cancelled: { retryable: false, words: 'the call was cancelled' },
  unauthorized: { retryable: false, words: 'the token is not good' },
  internal: { retryable: true, words: 'the server failed' },
  timeout: { retryable: true, words: 'no reply came in time' },
  away: { retryable: true, words: 'there is no connection' },
  lost: { retryable: true, words: 'the connection was lost before the reply came' },
  closed: { retryable: false, words: 'the connection is closed' },
  queue_full: { retryable: true, words: 'too many messages wait for the connection' },
}

/** What a client does after a close: give up, come back later, or come back once with a fresh token. */
export type Retry = 'never' | 'later' | 'fresh-token'

/** After these a client would only be closed again. */
const final = [1000, 1002, 1003, 1005, 1007, 1008, 1009, 1010, 4400, 4403, 4409, 4413, 4501]

/**
 * What a client does after a close with this code: the codes that it does not know are worth coming back.
 *
 * @example
 * ```ts
 * import { retryOf } from 'jackfield/channel'
 *
 * if (retryOf(1006) !== 'later' || retryOf(4403) !== 'never') throw new Error('lost is not sent away')
 * ```
 */
export const retryOf = (code: number): Retry => {
  if (code === 4401) return 'fresh-token'
  return final.includes(code) ? 'never' : 'later'
}
