import type { Issue } from './brief.ts'
import { type CodeRule, codes, type ProtocolCode } from './codes.ts'
import { isTooDeep } from './depth.ts'

/** What an answer repeats: a string of 1 to 64 characters, or a safe integer from 0. */
export type Id = string | number

/** One message as it goes over the wire; the members beside the first three are those of the protocol's own words. */
export interface Envelope {
  readonly type: string
  readonly id?: Id
  readonly data?: unknown
  readonly code?: unknown
  readonly retryable?: unknown
  readonly message?: unknown
  readonly issues?: unknown
  readonly spread?: unknown
}

/** A frame that is no message. */
export class Fault {
  readonly code: ProtocolCode
  /** The message's, where it could be read. */
  readonly id: Id | undefined

  constructor(code: ProtocolCode, id?: Id) {
    this.code = code
    this.id = id
  }
}

/** Whether a value will do as an id. */
export const isId = (value: unknown): value is Id =>
  typeof value === 'string' ? value !== '' && value.length <= 64 : Number.isSafeInteger(value) && Number(value) >= 0

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads a text frame. Members that no message has are left alone, so that later versions may add some. */
export const read = (text: string): Envelope | Fault => {
  if (isTooDeep(text)) return new Fault('too_deep')
  const value = parse(text)
  if (value === undefined) return new Fault('bad_json')
  if (typeof value !== 'object' || value === null) return new Fault('bad_envelope')
  const { type, id } = value as { type?: unknown; id?: unknown }
  if (id !== undefined && !isId(id)) return new Fault('bad_id')
  return typeof type === 'string' ? (value as Envelope) : new Fault('bad_envelope', id)
}

/**
 * Writes a text frame.
 * @throws {TypeError} for what JSON cannot hold: a `bigint`, or a circle.
 */
export const write = (envelope: Envelope): string => {
  try {
    return JSON.stringify(envelope)
  } catch (error) {
    throw new TypeError(`what "${envelope.type}" sends is no JSON, which has no bigints and no circles`, {
      cause: error,
    })
  }
}

/** The answer to what is wrong with a message. */
export interface ErrorEnvelope {
  readonly type: 'error'
  readonly code: string
  readonly retryable: boolean
  readonly id: Id | undefined
  readonly message: string
  readonly issues: readonly Issue[] | undefined
}

/** What an error says beside its code, where the table of codes does not say it. */
export interface ErrorDetails {
  readonly retryable?: boolean
  readonly message?: string
  readonly issues?: readonly Issue[]
}

const unknown: CodeRule = { retryable: false, words: 'the message was refused' }

/** The answer to what is wrong with a message, with the words of the table of codes for those that it knows. */
export const errorOf = (code: string, id?: Id, details: ErrorDetails = {}): ErrorEnvelope => {
  const { retryable, words } = Object.hasOwn(codes, code) ? codes[code as keyof typeof codes] : unknown
  return {
    type: 'error',
    code,
    retryable: details.retryable ?? retryable,
    id,
    message: details.message ?? words,
    issues: details.issues,
  }
}
