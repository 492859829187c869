import type { ClientEntry } from './entry.ts'
import { isSchema, type Schema } from './schema.ts'

/** One message of a channel, as both ends handle it. */
export interface Message {
  readonly name: string
  readonly kind: 'plain' | 'call' | 'bytes'
  /** Of the data, or of a binary message's head. */
  readonly schema: Schema
  /** Of a call's reply. */
  readonly reply: Schema | undefined
}

const toMessage = (name: string, entry: ClientEntry): Message => {
  if (isSchema(entry)) return { name, kind: 'plain', schema: entry, reply: undefined }
  if (entry.kind === 'call') return { name, kind: 'call', schema: entry.input, reply: entry.output }
  return { name, kind: 'bytes', schema: entry.head, reply: undefined }
}

/** The messages of one direction by their names, to be made once: `tableOf(channel.client)`. */
export const tableOf = (entries: Readonly<Record<string, ClientEntry>>): ReadonlyMap<string, Message> =>
  new Map(Object.entries(entries).map(([name, entry]) => [name, toMessage(name, entry)]))
