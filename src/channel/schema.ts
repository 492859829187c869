/** A schema of any library that speaks Standard Schema, such as zod, valibot and arktype: https://standardschema.dev */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    /** Only for the compiler. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

/** What a schema says of a value: the value as the schema makes it, or what is wrong. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

/** What a schema has found wrong, and where. */
export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** Any schema. */
export type Schema = StandardSchemaV1<unknown, unknown>

/** What a schema takes. */
export type InferIn<S extends Schema> = NonNullable<S['~standard']['types']>['input']

/** What a schema makes of it. */
export type InferOut<S extends Schema> = NonNullable<S['~standard']['types']>['output']

/** Whether a value is a schema; some libraries' are functions. */
export const isSchema = (value: unknown): value is Schema => {
  const standard = (value as Partial<Schema> | null | undefined)?.['~standard']
  return standard?.version === 1 && typeof standard.validate === 'function'
}

/** A value that passed, as its schema makes it, or what is wrong with it; `cause` is what the schema itself threw. */
export type Checked<Value> =
  | { readonly value: Value; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[]; readonly cause?: unknown }

const failed = (cause: unknown) => ({ issues: [{ message: 'the schema itself failed' }], cause })

/** A schema is a stranger's code: what it answers with need not be what its type says. */
const read = <Value>(result: SchemaResult<Value>): Checked<Value> => {
  if (Array.isArray(result?.issues) || (!result?.issues && Object.hasOwn(result ?? {}, 'value'))) return result
  return failed(new TypeError('a schema answered with neither a value nor issues'))
}

const isPromise = <Value>(value: Value | Promise<Value>): value is Promise<Value> =>
  typeof (value as Promise<Value> | null)?.then === 'function'

/** Checks a value, at once unless its schema needs time. A schema that throws or rejects is a failed check. */
export const check = <S extends Schema>(
  schema: S,
  value: unknown,
): Checked<InferOut<S>> | Promise<Checked<InferOut<S>>> => {
  try {
    const result = schema['~standard'].validate(value)
    return isPromise(result) ? Promise.resolve(result).then(read, failed) : read(result)
  } catch (error) {
    return failed(error)
  }
}

/**
 * Checks a value at once.
 * @throws {TypeError} that names the message whose schema answers with a promise.
 */
export const checkNow = <S extends Schema>(schema: S, value: unknown, message: string): Checked<InferOut<S>> => {
  const checked = check(schema, value)
  if (!isPromise(checked)) return checked
  throw new TypeError(
    `the schema of "${message}" answers with a promise: what is sent is checked at once, without async refinements`,
  )
}
