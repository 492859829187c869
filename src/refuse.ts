import type { Context } from 'hono'
import type { ErrorCode } from './errors.ts'
import { JackfieldError } from './errors.ts'

/** A refusal of which the log is told more than the client. */
export class Refused extends JackfieldError {
  /** What was found, and which option has to do with it. */
  readonly found: string
  /** What is told of once only. */
  readonly about: string | undefined

  constructor(code: ErrorCode, message: string, found: string, about?: string) {
    super(code, message)
    this.found = found
    this.about = about
  }
}

/** Of a URL what may be logged. */
export const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : '/')

interface Refusal {
  readonly body: string
  readonly status: number
  readonly headers: Record<string, string>
}

const extraHeaders: Partial<Record<string, Record<string, string>>> = {
  upgrade_required: { upgrade: 'websocket', connection: 'Upgrade' },
  headers_stripped: { upgrade: 'websocket', connection: 'Upgrade' },
  bad_version: { upgrade: 'websocket', 'sec-websocket-version': '13' },
  method_not_allowed: { allow: 'GET' },
}

const refusal = (request: Request, { code, message, rule }: JackfieldError): Refusal => {
  const json = request.headers.get('accept')?.includes('application/json')
  return {
    body: json ? JSON.stringify({ code, message }) : `${message}\n`,
    status: rule.status ?? 500,
    headers: {
      'content-type': json ? 'application/json' : 'text/plain; charset=UTF-8',
      ...(rule.retry === 'later' && { 'retry-after': '1' }),
      ...extraHeaders[code],
    },
  }
}

/** An error as the answer of a server that has no context: before the app ran, or instead of its answer. */
export const refuse = (request: Request, error: JackfieldError): Response => {
  const { body, status, headers } = refusal(request, error)
  return new Response(body, { status, headers })
}

/** An error as a route's answer, with the headers that the app has set so far. */
export const refuseIn = (c: Context, error: JackfieldError): Response => {
  const { body, status, headers } = refusal(c.req.raw, error)
  return c.newResponse(body, status as 400, headers)
}

/**
 * Lets the page that asks read why its channel does not open, whoever's page it is: there is nothing else in a refusal, and
 * a browser tells of a handshake only that it failed.
 */
export const allowAsker = (c: Context, response: Response): Response => {
  const origin = c.req.raw.headers.get('origin')
  response.headers.append('vary', 'Origin')
  if (origin === null) return response
  response.headers.set('access-control-allow-origin', origin)
  response.headers.set('access-control-allow-credentials', 'true')
  return response
}

const line = (code: string) => `Serve the app with:\n    ${code.replaceAll('\n', '\n    ')}\n`
const served = (runtime: string) => `import { serve } from 'jackfield/${runtime}'\nawait serve(app)`

const serveLine = (): string => {
  const agent = globalThis.navigator?.userAgent ?? ''
  if (agent.startsWith('Bun')) return line(served('bun'))
  if (agent.startsWith('Deno')) return line(served('deno'))
  if (agent.startsWith('Cloudflare'))
    return line("import { worker } from 'jackfield/workers'\nexport default worker(app)")
  return line(served('node'))
}

/** The error of a route that no adapter stands behind. */
export const noAdapter = (what: string, anyServer: boolean): JackfieldError =>
  new JackfieldError(
    'no_adapter',
    `${what}, but ${
      anyServer ? 'this request did not come through a jackfield server' : 'no jackfield server runs in this process'
    }: app.fetch alone is not enough. ${serveLine()}`,
  )

let isTold = false

/** Without a server there is no log, and a WebSocket's client is shown no answer: once, the console is told. */
export const tellUnserved = ({ code, message }: JackfieldError): void => {
  if (isTold) return
  isTold = true
  console.error(`jackfield error refused ${code}: ${message.trim()}`)
}
