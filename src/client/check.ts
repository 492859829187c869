import type { Checked, Schema } from '../channel/schema.ts'

/** Checks a value, as the server does; a schema that throws or rejects has refused it. */
export const check = (schema: Schema, value: unknown): Checked<unknown> | Promise<Checked<unknown>> => {
  const refuse = (cause: unknown) => ({ issues: [], cause })
  try {
    const found = schema['~standard'].validate(value)
    return 'then' in found ? found.then((result) => result, refuse) : found
  } catch (cause) {
    return refuse(cause)
  }
}

/**
 * Checks a value at once.
 * @throws {TypeError} that names the message whose schema answers with a promise.
 */
export const checkNow = (schema: Schema, value: unknown, name: string): Checked<unknown> => {
  const found = check(schema, value)
  if ('then' in found) throw new TypeError(`the schema of "${name}" answers with a promise`)
  return found
}
