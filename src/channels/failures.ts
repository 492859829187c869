import { errorOf, type Id } from '../channel/envelope.ts'
import { isA, isTellable, JackfieldError } from '../errors.ts'
import type { Plan } from './plan.ts'

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
  if (!isA(error, JackfieldError)) return errorOf('internal', id)
  const { code, message, retryable } = error
  if (own.includes(code) || !isTellable(code)) return errorOf('internal', id)
  return errorOf(code, id, { message, retryable })
}

/** Whether somebody who was told to stop says that he has. */
export const isFarewell = (error: unknown, { aborted, reason }: AbortSignal): boolean =>
  aborted && (error === reason || (isA(error, Error) && error.name === 'AbortError'))

/** What is said of a message that the channel does not have. */
export const unknownWords = ({ channel, token }: Plan, type: string): string => {
  if (type === 'token' && !token) return 'this route takes no token'
  return `the channel ${JSON.stringify(channel.name)} has no ${JSON.stringify(type.slice(0, 64))}`
}

/** What is said of a message that does not fit. */
export const misfitWords = (type: string): string => `the data of ${JSON.stringify(type)} is not what the channel says`

/** What is said of a message that is too large. */
export const sizeWords = ({ maxMessage }: Plan): string => `a message has at most ${maxMessage} bytes here: maxMessage`
