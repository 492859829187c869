import { writeBytes } from '../channel/binary.ts'
import { write } from '../channel/envelope.ts'
import type { Message } from '../channel/message.ts'
import { checkNow, type Schema, type SchemaIssue } from '../channel/schema.ts'
import { type Misfit, misfitOf } from './places.ts'

/** What the server itself has made does not fit its schema. Its text says where, and shows none of the data. */
export class MisfitError extends TypeError {
  override readonly name = 'MisfitError'
  readonly #issues: readonly SchemaIssue[]

  constructor(message: string, { issues, cause }: Misfit) {
    super(message, cause === undefined ? undefined : { cause })
    this.#issues = issues
  }

  /** Why. Those of some libraries hold the data: who prints the error does not see them. */
  get issues(): readonly SchemaIssue[] {
    return this.#issues
  }
}

/** What the server may say, and whether it is checked. */
export interface Outgoing {
  readonly name: string
  readonly outgoing: ReadonlyMap<string, Message>
  readonly validate: boolean
}

/**
 * What a schema makes of a value; the value itself if it is not checked.
 * @throws {MisfitError | TypeError} for what does not fit, or cannot be told at once.
 */
export const fitting = (schema: Schema, value: unknown, { name, validate }: Outgoing, type: string): unknown => {
  if (!validate) return value
  const checked = checkNow(schema, value, type)
  if (!checked.issues) return checked.value
  const message = `${JSON.stringify(type)} of channel ${JSON.stringify(name)} ${misfitOf(checked)}`
  throw new MisfitError(`${message}; it was not sent. The error's "issues" say why.`, checked)
}

/**
 * A message of the server's, as it goes out.
 * @throws {MisfitError} if it does not fit its schema.
 * @throws {TypeError} for a name that the channel does not have, no JSON, no body, or a schema that answers with a promise.
 */
export const encode = (route: Outgoing, type: string, [data, body]: readonly unknown[]): string | Uint8Array => {
  const message = route.outgoing.get(type)
  if (!message) {
    const known = [...route.outgoing.keys()].join(', ') || 'none'
    throw new TypeError(
      `the server's side of channel ${JSON.stringify(route.name)} has no ${JSON.stringify(type)}; it has: ${known}`,
    )
  }
  fitting(message.schema, data, route, type)
  if (message.kind !== 'bytes') return write({ type, data })
  if (body instanceof ArrayBuffer || body instanceof Uint8Array) return writeBytes({ type, data }, body)
  throw new TypeError(`${JSON.stringify(type)} takes a head and a body, which is an ArrayBuffer or a Uint8Array`)
}
