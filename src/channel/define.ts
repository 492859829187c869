import { type Call, type ClientEntry, checkEntry, type ServerEntry } from './entry.ts'
import type { Carried } from './json.ts'
import { checkMessageName, checkName, type ReservedName } from './names.ts'
import { isSchema, type Schema } from './schema.ts'

/** What a client may send, by name. */
export type ClientEntries = Readonly<Record<string, ClientEntry>>

/** What the server may send, by name. */
export type ServerEntries = Readonly<Record<string, ServerEntry>>

/** The contract of a server and its clients: what each of them may send. Made by {@link defineChannel}. */
export interface Channel<
  C extends ClientEntries = ClientEntries,
  S extends ServerEntries = ServerEntries,
  P extends Schema | undefined = Schema | undefined,
> {
  readonly name: string
  readonly client: C
  readonly server: S
  /** Of what a member of a room shows to the others. */
  readonly presence: P
}

type Refused<Name extends string> = `${Name} is a word of the protocol itself: choose another name`

/** The entries of a client, or what is wrong with them, for the compiler to say. */
export type CheckedClient<C> = {
  readonly [Name in keyof C]: Name extends ReservedName ? Refused<Name> : Carried<Name, C[Name], ClientEntry>
}

/** The entries of a server, or what is wrong with them, for the compiler to say. */
export type CheckedServer<S> = {
  readonly [Name in keyof S]: Name extends ReservedName
    ? Refused<Name>
    : S[Name] extends Call
      ? 'only the client makes calls: give the schema of a message'
      : Carried<Name, S[Name], ServerEntry>
}

/** The second argument of {@link defineChannel}. */
export interface ChannelEntries<C, S, P> {
  readonly client: C
  readonly server: S
  readonly presence?: P & Carried<'presence', P, unknown>
}

const isPlain = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** A frozen copy without a prototype, so that a stranger's `constructor` or `__proto__` names nothing. */
const copy = <Entries extends object>(entries: Entries, where: string): Entries => {
  if (!isPlain(entries)) {
    throw new TypeError(`${where} is no plain object: it takes { name: schema }, and ['__proto__'] for that very name`)
  }
  return Object.freeze(Object.assign(Object.create(null), entries))
}

const checkEntries = (entries: Readonly<Record<string, unknown>>, where: string): void => {
  for (const [name, entry] of Object.entries(entries)) {
    checkMessageName(name, where)
    checkEntry(entry, `${where}.${name}`)
  }
}

/**
 * Defines what a server and its clients may say to each other; both import it. `client` holds what a client may send,
 * `server` what the server may send: for each name a schema of its data, a {@link call} (only the client's), or
 * {@link bytes}. `presence` describes what each member of a room shows to the others.
 *
 * What the sender gives goes on the wire as it is, as JSON. Both ends check it; the receiver gets what the schema makes
 * of it: a default or a transform is the receiver's, and keys that an object's schema drops were on the wire.
 *
 * @throws {TypeError} for a name that is none or is a word of the protocol itself, for what is no schema, and for a call
 * in `server`.
 * @example
 * ```ts
 * import { call, defineChannel } from 'jackfield/channel'
 * import { z } from 'zod'
 *
 * const Line = z.object({ from: z.string(), text: z.string() })
 *
 * export const chat = defineChannel('chat', {
 *   client: {
 *     say: z.object({ text: z.string().min(1).max(500) }),
 *     history: call(z.object({ limit: z.number().int().max(100) }), z.array(Line)),
 *   },
 *   server: { said: Line },
 *   presence: z.object({ user: z.string() }),
 * })
 * if (chat.server.said !== Line) throw new Error('the schemas are at hand')
 * ```
 */
export const defineChannel = <
  C extends CheckedClient<C> & ClientEntries,
  S extends CheckedServer<S> & ServerEntries,
  P extends Schema | undefined = undefined,
>(
  name: string,
  entries: ChannelEntries<C, S, P>,
): Channel<C, S, P> => {
  checkName(name, 'defineChannel: the name')
  const { client, server, presence, ...others } = entries ?? {}
  const where = `defineChannel(${JSON.stringify(name)})`
  for (const other of Object.keys(others)) {
    throw new TypeError(`${where}: it takes client, server and presence, not ${other}`)
  }
  const channel = {
    name,
    client: copy(client, `${where}: client`),
    server: copy(server, `${where}: server`),
    presence: presence as P,
  }
  checkEntries(channel.client, `${where}: client`)
  checkEntries(channel.server, `${where}: server`)
  for (const [message, { kind }] of Object.entries(channel.server as Record<string, { kind?: unknown }>)) {
    if (kind !== 'call') continue
    throw new TypeError(
      `${where}: server.${message} is a call, which only the client makes: give the schema of a message`,
    )
  }
  if (presence !== undefined && !isSchema(presence)) throw new TypeError(`${where}: presence is no schema`)
  return Object.freeze(channel)
}
