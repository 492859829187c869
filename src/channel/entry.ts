import { pack, unpack } from './frame.ts'
import { isSchema, type Schema } from './schema.ts'

/** A request of the client's and its reply: see {@link call}. */
export interface Call<Input extends Schema = Schema, Output extends Schema = Schema> {
  readonly kind: 'call'
  readonly input: Input
  readonly output: Output
}

/** A message of a JSON head and a binary body: see {@link bytes}. */
export interface Bytes<Head extends Schema = Schema> {
  readonly kind: 'bytes'
  readonly head: Head
  /** How a client writes and reads its frames: a page whose channel has no binary messages does not load it. */
  readonly pack: typeof pack
  readonly unpack: typeof unpack
}

/** What the client may send under one name. */
export type ClientEntry = Schema | Call | Bytes

/** What the server may send under one name. */
export type ServerEntry = Schema | Bytes

const checkSchema = (schema: Schema, what: string): void => {
  if (!isSchema(schema)) throw new TypeError(`${what} is no schema: it takes one of zod, valibot, arktype or the like`)
}

/**
 * A message that is a request: the client awaits what the server's handler of it returns.
 * @throws {TypeError} for what is no schema.
 * @example
 * ```ts
 * import { call, defineChannel } from 'jackfield/channel'
 * import { z } from 'zod'
 *
 * const chat = defineChannel('chat', {
 *   client: { history: call(z.object({ limit: z.number().int().max(100) }), z.array(z.string())) },
 *   server: {},
 * })
 * if (chat.client.history.kind !== 'call') throw new Error('it awaits a reply')
 * ```
 */
export const call = <Input extends Schema, Output extends Schema>(
  input: Input,
  output: Output,
): Call<Input, Output> => {
  checkSchema(input, 'the first argument of call(input, output)')
  checkSchema(output, 'the second argument of call(input, output)')
  return Object.freeze({ kind: 'call', input, output })
}

/**
 * A message of a JSON head, which the schema describes, and a binary body, in one frame: whose picture it is, and the
 * picture.
 * @throws {TypeError} for what is no schema.
 * @example
 * ```ts
 * import { bytes, defineChannel } from 'jackfield/channel'
 * import { z } from 'zod'
 *
 * const picture = bytes(z.object({ camera: z.string() }))
 * const wall = defineChannel('wall', { client: { picture }, server: { picture } })
 * if (wall.server.picture.kind !== 'bytes') throw new Error('either end may send bytes')
 * ```
 */
export const bytes = <Head extends Schema>(head: Head): Bytes<Head> => {
  checkSchema(head, 'the argument of bytes(head)')
  return Object.freeze({ kind: 'bytes', head, pack, unpack })
}

const isEntry = (entry: unknown): boolean => {
  if (isSchema(entry)) return true
  const { kind, input, output, head } = (entry ?? {}) as Readonly<Record<string, unknown>>
  return kind === 'call' ? isSchema(input) && isSchema(output) : kind === 'bytes' && isSchema(head)
}

/** Throws unless a value is an entry. */
export const checkEntry = (entry: unknown, what: string): void => {
  if (isEntry(entry)) return
  throw new TypeError(`${what} is no schema: it takes one of zod, valibot, arktype or the like, a call() or bytes()`)
}
