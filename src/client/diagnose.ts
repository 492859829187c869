import { offerQuery, subprotocol } from '../channel/protocol.ts'
import { type Environment, startTimer } from './environment.ts'
import type { ConnectOptions } from './options.ts'
import { type Cause, type CauseCode, causeOf } from './status.ts'

/** What a server has answered to a plain request. */
interface Answer {
  readonly status: number
  readonly code: string
  /** In the server's own words. */
  readonly said: string
}

/** Of a JSON body what the server says; of any other nothing. */
const read = (status: number, body: string): Answer => {
  try {
    const { code, message } = JSON.parse(body)
    return {
      status,
      code: String(code),
      said: typeof message === 'string' ? ` It says: "${message.slice(0, 500)}"` : '',
    }
  } catch {
    return { status, code: '', said: '' }
  }
}

type Meaning = readonly [code: CauseCode, retry: Cause['retry'], advice: string]

/** What means itself, with what to do about it. */
const byStatus: Readonly<Record<number, Meaning>> = {
  401: ['unauthorized', 'fresh-token', 'Sign in again.'],
  403: ['refused', 'never', 'Who asks may not connect.'],
  404: ['not_found', 'never', 'Check the path: there is no route of this name, or none for GET.'],
  421: ['refused', 'never', 'The server does not answer for this host.'],
  429: ['too_many', 'later', 'Too many come from here.'],
  502: ['server_down', 'later', 'A proxy answers, and the server behind it does not.'],
  503: ['server_full', 'later', 'The server takes no more at the moment.'],
  504: ['server_down', 'later', 'A proxy answers, and the server behind it does not.'],
}

/** What else a code of the server's own means. */
const byCode: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['origin_refused', ['origin_refused', 'never', 'List it in the option origins of the server, if it may connect.']],
  ['protocol_refused', ['protocol', 'never', `The route does not speak ${subprotocol}: it is no channel's.`]],
])

const stripped =
  'The route is there, and all of its checks passed, but the upgrade headers do not arrive: a proxy on the way removes ' +
  'them. With nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";'

const judge = ({ status, code, said }: Answer, where: string, bearer: boolean): Cause => {
  const found = `${where} answers a plain request with ${status}.`
  const known = byCode.get(code) ?? byStatus[status]
  // The token was not shown: it may be just that which is missed.
  if (known && !(bearer && status === 401))
    return causeOf(known[0], `${found}${said} ${known[2]}`, known[1], { status })
  // Others answer 426 to every plain request: that of a route which has judged it tells more.
  if (code === 'upgrade_required' && !bearer) {
    return causeOf('headers_stripped', `${found} ${stripped}`, 'later', { status })
  }
  const perhaps = bearer ? 'The token, which it was not shown, may be refused, or a' : 'A'
  return causeOf(
    'unknown',
    `${found} Why no WebSocket opens cannot be known from here. ${perhaps} proxy on the way may remove the upgrade headers.`,
    'later',
    { status },
  )
}

/** How long one request may take, in ms. */
const patience = 10_000

/** What becomes of a request: an answer, none as nobody is there or may be read, or none in time. */
type Outcome = Answer | 'nobody' | 'silent'

/** What only pages know of, and other platforms may refuse: https://github.com/cloudflare/workers-sdk/issues/2514 */
const forPages = ({ location }: Environment, init: RequestInit): RequestInit => (location ? init : {})

const request = async (environment: Environment, url: URL, init: RequestInit, over: AbortSignal): Promise<Outcome> => {
  if (over.aborted) return 'silent'
  const control = new AbortController()
  const end = () => control.abort()
  const stopTimer = startTimer(environment, patience, end)
  over.addEventListener('abort', end)
  try {
    const response = await environment.fetch(url.href, { ...init, signal: control.signal })
    // Anything else may go on for ever.
    const isJson = /^application\/json\b/.test(response.headers.get('content-type') ?? '')
    return read(response.status, isJson ? await response.text().catch(() => '') : '')
  } catch {
    return control.signal.aborted ? 'silent' : 'nobody'
  } finally {
    stopTimer()
    over.removeEventListener('abort', end)
  }
}

/** This machine's own names, to which a page that came by https may speak without encryption. */
const loopback = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/

/** Finds out by plain requests, which do not show the token, why a WebSocket did not open. */
export const diagnose = async (
  url: URL,
  { token, tokenIn }: ConnectOptions,
  environment: Environment,
  over: AbortSignal,
): Promise<Cause> => {
  const { location, navigator } = environment
  if (url.protocol === 'ws:' && location?.href.startsWith('https:') && !loopback.test(url.hostname))
    return causeOf('mixed_content', 'A page that came by https must use wss.', 'never')
  if (navigator?.onLine === false) return causeOf('offline', 'This device is offline.')
  const plain = new URL(url)
  plain.protocol = plain.protocol.replace('ws', 'http')
  // No browser fetches a URL that has them.
  plain.username = plain.password = ''
  const where = plain.origin + plain.pathname
  const question = new URL(plain)
  question.searchParams.append(offerQuery, subprotocol)
  const init = forPages(environment, { credentials: 'include', cache: 'no-store' })
  const answer = await request(environment, question, { ...init, headers: { accept: 'application/json' } }, over)
  if (typeof answer === 'object') return judge(answer, where, tokenIn === 'protocol' && token !== undefined)

  // Whether anybody answers, whatever it is.
  const anything = forPages(environment, { mode: 'no-cors', credentials: 'omit', cache: 'no-store' })
  const isThere = async (at: URL) => typeof (await request(environment, at, anything, over)) === 'object'
  // Who was silent once would be so again.
  if (answer === 'nobody' && (await isThere(plain))) {
    return causeOf('unknown', `${where} answers, but does not let this page read what: see the server's log.`)
  }
  const other = new URL(plain)
  other.protocol = plain.protocol === 'https:' ? 'http:' : 'https:'
  if (await isThere(other)) {
    const [wrong, right] = [plain, other].map(({ protocol }) => protocol.replace('http', 'ws'))
    return causeOf('wrong_scheme', `${plain.host} does not answer to ${wrong}//, but does to ${right}//: use that.`)
  }
  if (answer === 'nobody') {
    return causeOf('server_down', `Nobody answers at ${plain.origin}: the server is stopped, or the network is away.`)
  }
  return causeOf(
    'unknown',
    `${plain.origin} has not answered within ${patience / 1000} s: the server hangs, or a firewall swallows what goes there.`,
  )
}
