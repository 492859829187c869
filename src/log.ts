import { isA, JackfieldError } from './errors.ts'
import { redact } from './guards/redact.ts'

/** One thing that happened, for the `log` hook. */
export interface LogEvent {
  /** `warn` and `error` are for an operator; `info` and `debug` tell the ordinary course of things. */
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  /** A stable name: `'refused'`, `'closed'`, `'dropped'` and `'noticed'` with a `reason`, or one such as `'handler.failed'`. */
  readonly event: string
  /** What happened and, where something should be done, what to do. */
  readonly message: string
  /** Why something was refused, closed or dropped: a counter of `server.stats()`. */
  readonly reason?: string
  /** The error behind it, if there is one. */
  readonly error?: unknown
}

/** The `log` hook: gets the event as one line without control characters, and as an object. */
export type Log = (line: string, event: LogEvent) => unknown

// Controls, lone surrogates, line and paragraph separators, and marks that are unseen or turn the direction of text: none
// may forge a line.
const unsafe =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu

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

// A package, a built-in function, a part of Node or of Deno.
const foreign = /[\\/]node_modules[\\/]|\((?:<anonymous>|native|unknown)[^)]*\)$|[ (](?:node|ext|bun):/

/** Its own message, if it is an error. */
export const messageOf = (error: unknown): string =>
  shown(() => (error instanceof Error && typeof error.message === 'string' ? error.message : textOf(error)))

/** Where it was thrown: the first line of its stack that is the app's own, if any is. */
const placeOf = (error: unknown): string => {
  const stack = isA(error, Error) ? shown(() => String(error.stack)) : ''
  const lines = stack.split('\n').filter((entry) => /^\s*at /.test(entry))
  const line = lines.find((entry) => !foreign.test(entry)) ?? lines[0]
  return line ? ` (${line.trim()})` : ''
}

/** Our own words may have several lines, of what to write where. */
const wordsOf = (error: unknown): string =>
  isA(error, JackfieldError) ? textOf(error).replace(/\s*\n\s*/g, ' ') : textOf(error)

// Each part by itself: an unquoted cookie is hidden up to the end of the text that it stands in.
const said = (text: string): string => redact(escapeControls(text))

// Docker cuts lines at 16 KiB, and what follows would begin a line of its own: https://docs.docker.com/engine/logging/
const longest = 4096

const clip = (line: string): string =>
  line.length > longest ? `${line.slice(0, longest).toWellFormed()}... (${line.length - longest} more)` : line

export const formatLine = ({ level, event, reason, message, error }: LogEvent): string => {
  const what = reason === undefined ? event : `${event} ${reason}`
  const cause = error === undefined ? '' : `: ${said(wordsOf(error))}${said(placeOf(error))}`
  return clip(`jackfield ${level} ${escapeControls(what)}: ${said(message)}${cause}`)
}

/** The default hook: warnings and errors on the console, one line each. */
export const consoleLog: Log = (line, { level }) => {
  if (level === 'error') console.error(line)
  else if (level === 'warn') console.warn(line)
}

/** Tells the hook of an event, and the console of a hook that fails. */
export const emit = (log: Log, event: LogEvent): void => {
  const line = formatLine(event)
  const fail = (error: unknown): void => {
    const failed: LogEvent = { level: 'error', event: 'hook.failed', message: 'log failed', error }
    consoleLog(line, event)
    consoleLog(formatLine(failed), failed)
  }
  const told: LogEvent = { ...event, message: redact(event.message) }
  new Promise((resolve) => resolve(log(line, told))).catch(fail)
}
