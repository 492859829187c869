import { errorOf, type Id } from '../channel/envelope.ts'
import { JackfieldError } from '../errors.ts'

// What the library itself throws where a handler runs: it is meant for who has written that, and no concern of a client.
const own: readonly string[] = [
  'too_many_topics',
  'topics_unavailable',
  'no_adapter',
  'duplicate_route',
  'no_route',
  'invalid_option',
  'address_in_use',
  'address_forbidden',
  'internal',
]

/** What a client is told of what a handler has thrown: of a `JackfieldError` of the app's all, and else nothing. */
export const answerTo = (error: unknown, id: Id | undefined): ReturnType<typeof errorOf> => {
  if (!(error instanceof JackfieldError)) return errorOf('internal', id)
  const { code, message, retryable } = error
  if (own.includes(code) || !/^[a-z0-9_]{1,64}$/.test(code)) return errorOf('internal', id)
  return errorOf(code, id, { message, retryable })
}

/** Whether somebody who was told to stop says that he has. */
export const isFarewell = (error: unknown, { aborted, reason }: AbortSignal): boolean =>
  aborted && (error === reason || (error instanceof Error && error.name === 'AbortError'))
