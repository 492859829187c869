import type { SchemaIssue } from '../channel/schema.ts'

/** What is known of an error beside its code. What the server told is not believed to be of any type. */
export interface ErrorDetails {
  readonly message?: unknown
  readonly retryable?: unknown
  readonly issues?: unknown
  readonly cause?: unknown
}

/** Of the client's own codes those of which another try may come to more. */
const passing = ['away', 'lost', 'queue_full', 'timeout']

/**
 * What a call rejects with, and what `onFault` is told. Its `message` is what the server said, or else why it went wrong
 * here, and nothing more: which message it is about, and the code, are `type` and `code`.
 *
 * @example
 * ```ts
 * import { ChannelError } from 'jackfield/client'
 *
 * const words = (error: unknown) =>
 *   error instanceof ChannelError && error.retryable ? 'Please try again.' : 'That did not work.'
 * if (words(new ChannelError('timeout', 'history')) !== 'Please try again.') throw new Error('no reply came in time')
 * ```
 */
export class ChannelError extends Error {
  /** A code of the protocol or of the app. */
  declare readonly code: string
  /** The message that it is about, where that is known. */
  declare readonly type: string | undefined
  /** Whether the same, later, may do better. */
  declare readonly retryable: boolean
  /** What is wrong with the data, and where. */
  declare readonly issues: readonly SchemaIssue[]

  constructor(code: string, type?: string, { message, retryable, issues, cause }: ErrorDetails = {}) {
    const list = Array.isArray(issues) ? issues : []
    super(String(message ?? list[0]?.message ?? code), { cause })
    this.name = 'ChannelError'
    this.code = code
    this.type = type
    this.retryable = retryable === true || passing.includes(code)
    this.issues = list
  }
}
