import { fileURLToPath } from 'node:url'

const width = 140
const root = fileURLToPath(new URL('../../', import.meta.url))

/** What a failed case saw, in one line that is the same in every run. */
export function seen(error: Error, log: string): string {
  const line = ending(log) ?? wordsOf(error)
  const stable = line
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/(127\.0\.0\.1|localhost|\[::1\]):\d{4,5}/g, '$1:<port>')
    .replaceAll(root, '')
    // The first bytes say what it is; behind them stands a mask.
    .replaceAll(/<(\d+ bytes: [0-9a-f]{2} [0-9a-f]{2})[^>]*>/g, '<$1 …>')
    // JavaScriptCore explains itself once more.
    .replace(/ \(In '.*$/, '')
    .replaceAll('`', "'")
  return stable.length > width ? `${stable.slice(0, width - 1)}…` : stable
}

/** The words of the case itself: `runCase` puts the bytes and the log behind them. */
function wordsOf(error: Error): string {
  const { message } = error.cause instanceof Error ? error.cause : error
  return message.split('\n')[0] ?? ''
}

/** How the process ended, if it did by itself. */
function ending(log: string): string | undefined {
  const how = /the server's process ended \((\w+)\)/.exec(log)?.[1]
  if (how === undefined || how === '0' || how === 'SIGTERM' || how === 'SIGKILL') return undefined
  const last = log.match(/^(error: |Uncaught |\w*Error\b).*$/gm)?.at(-1)
  return `the server's process ended (${how})${last ? `: ${last}` : ''}`
}
