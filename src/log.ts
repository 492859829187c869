import { JackfieldError } from './errors.ts'

/** One thing that happened, for the `log` hook. */
export interface LogEvent {
  /** `warn` and `error` are for an operator; `info` and `debug` tell the ordinary course of things. */
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  /** A stable name, such as `'origin.refused'`. */
  readonly event: string
  /** What happened and, where something should be done, what to do. */
  readonly message: string
  /** The error behind it, if there is one. */
  readonly error?: unknown
}

/** The `log` hook: gets the event as one line without control characters, and as an object. */
export type Log = (line: string, event: LogEvent) => unknown

// C0, DEL, C1, line and paragraph separators, and the marks that turn the direction of text: none may forge a line.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

const escapeControls = (text: string): string =>
  text.replace(unsafe, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** An app may throw anything, also what throws again when it is looked at. */
const shown = (text: () => string): string => {
  try {
    return text()
  } catch {
    return 'something that cannot be shown'
  }
}

/** What was thrown, in words. */
export const textOf = (error: unknown): string =>
  shown(() => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)))

/** Where it was thrown: the first line of its stack. */
const placeOf = (error: unknown): string => {
  const stack = error instanceof Error ? shown(() => String(error.stack)) : ''
  const line = stack.split('\n').find((entry) => /^\s*at /.test(entry))
  return line ? ` (${line.trim()})` : ''
}

/** Our own words may have several lines, of what to write where. */
const wordsOf = (error: unknown): string =>
  error instanceof JackfieldError ? textOf(error).replace(/\s*\n\s*/g, ' ') : textOf(error)

export const formatLine = ({ level, event, message, error }: LogEvent): string =>
  escapeControls(
    `jackfield ${level} ${event}: ${message}${error === undefined ? '' : `: ${wordsOf(error)}${placeOf(error)}`}`,
  )

/** The default hook: warnings and errors on the console, one line each. */
export const consoleLog: Log = (line, { level }) => {
  if (level === 'error') console.error(line)
  else if (level === 'warn') console.warn(line)
}
