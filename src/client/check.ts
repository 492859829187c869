import type { Checked, Schema } from '../channel/schema.ts'
import type { ErrorDetails } from './channel-error.ts'

/**
 * Checks a value, as the server does, and goes on with what the schema makes of it or with what is wrong, at once if that
 * can be. Without a schema any value will do; a schema that throws or rejects has refused it.
 */
export const check = (
  schema: Schema | undefined,
  value: unknown,
  pass: (value: unknown) => void,
  refuse: (code: string, details: ErrorDetails) => void,
): void | Promise<void> => {
  const judge = (found: Checked<unknown>) => (found.issues ? refuse('invalid', found) : pass(found.value))
  const failed = (cause: unknown) => refuse('invalid', { cause })
  let found: Checked<unknown> | Promise<Checked<unknown>>
  try {
    found = schema ? schema['~standard'].validate(value) : { value }
  } catch (cause) {
    return failed(cause)
  }
  return 'then' in found ? found.then(judge, failed) : judge(found)
}
