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
  /** Where it came from in the end, where the platform tells. */
  readonly from: string | undefined
}

/** Of a JSON body what the server says; of any other nothing. */
const read = (body: string): Pick<Answer, 'code' | 'said'> => {
  try {
    const { code, message } = JSON.parse(body)
    return { code: String(code), said: typeof message === 'string' ? ` It says: "${message.slice(0, 500)}"` : '' }
  } catch {
    return { code: '', said: '' }
  }
}

type Meaning = readonly [code: CauseCode, retry: Cause['retry'], advice: string]

const nobodyBehind = 'A proxy answers, and the server behind it does not: is it stopped?'

/** What means itself, with what to do about it. */
const byStatus: Readonly<Record<number, Meaning>> = {
  401: ['unauthorized', 'fresh-token', 'Sign in again.'],
  403: ['refused', 'never', 'Who asks may not connect.'],
  404: ['not_found', 'never', 'Check the path: there is no route of this name, or none for GET.'],
  421: ['refused', 'never', 'The server does not answer for this host.'],
  429: ['too_many', 'later', 'Too many come from here.'],
  500: ['unknown', 'later', 'The server failed: its log tells why.'],
  502: ['server_down', 'later', nobodyBehind],
  503: ['server_full', 'later', 'The server takes no more at the moment.'],
  504: ['server_down', 'later', nobodyBehind],
}

const foreign =
  "If they should, list it in the server's option origins; if they are its own pages, a proxy changes Host."

/** What else a code of the server's own means. */
const byCode: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['origin_refused', ['origin_refused', 'never', foreign]],
  ['protocol_refused', ['protocol', 'never', `The route does not speak ${subprotocol}: it is no channel's.`]],
])

const stripped = `The route lets this page in: most likely a proxy on the way removes the upgrade headers;
or the server failed at the handshake, which its log tells. nginx needs:
proxy_http_version 1.1;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection "upgrade";
HAProxy must have no http-request rule that deletes or sets these two.`

const judge = ({ status, code, said }: Answer, where: string, bearer: boolean): Cause => {
  const found = `${where} answers a plain request with ${status}.`
  const known = byCode.get(code) ?? byStatus[status]
  // The token was not shown: it may be just that which is missed.
  if (known && !(bearer && status === 401)) {
    // To who develops on its machine the server tells it all.
    const advice = said.includes('origins: [') ? '' : ` ${known[2]}`
    return causeOf(known[0], found + said + advice, known[1], { status })
  }
  // Others answer 426 to every plain request: that of a route which has judged it tells more.
  if (code === 'upgrade_required' && !bearer) {
    return causeOf('headers_stripped', `${found} ${stripped}`, 'later', { status })
  }
  const perhaps = bearer ? 'The token, which it was not shown, may be refused, or a' : 'A'
  return causeOf(
    'unknown',
    `${found} Why no WebSocket opens cannot be known from here. ${perhaps} proxy on the way may remove the ` +
      `upgrade headers, or no ${subprotocol} is spoken there.`,
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
    const body = isJson ? await response.text().catch(() => '') : ''
    return { status: response.status, from: response.url, ...read(body) }
  } catch {
    return control.signal.aborted ? 'silent' : 'nobody'
  } finally {
    stopTimer()
    over.removeEventListener('abort', end)
  }
}

/** This machine's own names, to which a page that came by https may speak without encryption. */
const loopback = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/

const placeOf = ({ origin, pathname }: URL): string => origin + pathname

/** The same place by https in place of http, or the other way round. */
const onOtherScheme = (url: URL): URL => {
  const other = new URL(url)
  other.protocol = url.protocol === 'https:' ? 'http:' : 'https:'
  return other
}

const toSocket = (url: URL): string => placeOf(url).replace('http', 'ws')

/** What it means that an answer came from elsewhere in the end: plain requests go where they are sent on to. */
const judgeRedirect = (asked: URL, from: string | undefined): Cause | undefined => {
  const to = new URL(from || asked)
  if (placeOf(to) === placeOf(asked)) return undefined
  const found = `${placeOf(asked)} redirects to ${placeOf(to)}, which a WebSocket does not follow.`
  if (to.pathname !== asked.pathname)
    return causeOf('redirected', `${found} Sign in, if that is what it is for; or let the route be asked without it.`)
  return causeOf(to.protocol === asked.protocol ? 'redirected' : 'wrong_scheme', `${found} Use ${toSocket(to)}.`)
}

/** Of a `SecurityPolicyViolationEvent` what is read. */
interface PolicyViolation {
  readonly disposition?: string
  readonly blockedURI?: string
}

/** Listens for it that the page's own policy forbids to ask at a place. */
const watchPolicy = (environment: Environment, { origin }: URL, signal: AbortSignal): (() => Promise<boolean>) => {
  const { document } = environment
  let forbids = false
  const listener = ({ disposition, blockedURI }: PolicyViolation = {}) => {
    if (disposition === 'enforce' && blockedURI?.startsWith(origin)) forbids = true
  }
  document?.addEventListener('securitypolicyviolation', listener, { signal })
  return async () => {
    // A page is told of it only after the request has failed.
    if (document) await new Promise<void>((done) => startTimer(environment, 0, done))
    return forbids
  }
}

/** How a place is asked. */
interface Asking {
  /** By what a route of a channel answers to any page. */
  ask(at: URL): Promise<Outcome>
  /** Whether anybody answers, whatever it is. */
  isThere(at: URL): Promise<boolean>
}

const createAsking = (environment: Environment, over: AbortSignal): Asking => {
  // A browser names the origin of the page in no other way to a server that it takes for the page's own.
  const question = forPages(environment, { credentials: 'include', cache: 'no-store', referrerPolicy: 'origin' })
  const anything = forPages(environment, { mode: 'no-cors', credentials: 'omit', cache: 'no-store' })
  return {
    ask(at) {
      const asked = new URL(at)
      asked.searchParams.append(offerQuery, subprotocol)
      return request(environment, asked, { ...question, headers: { accept: 'application/json' } }, over)
    },
    isThere: async (at) => typeof (await request(environment, at, anything, over)) === 'object',
  }
}

/** Why there is no answer that may be read. */
const judgeNone = async (
  plain: URL,
  none: 'nobody' | 'silent',
  { ask, isThere }: Asking,
  forbids: () => Promise<boolean>,
): Promise<Cause> => {
  const { origin, host } = plain
  const other = onOtherScheme(plain)
  const [wrong, right] = [plain, other].map(({ protocol }) => protocol.replace(':', ''))
  const found = `${host} answers to ${right}, but not to ${wrong}: use ${toSocket(other)}.`
  // Who was silent once would be so again.
  if (none === 'nobody' && (await isThere(plain))) {
    // Where nginx wants TLS, it answers in plain HTTP that it does.
    if (typeof (await ask(other)) === 'object') return causeOf('wrong_scheme', found)
    return causeOf(
      'unknown',
      `${placeOf(plain)} answers, but does not let this page read what: its log may tell. Where it is yours, put cors() ` +
        `in front of what refuses, and see that it speaks ${subprotocol}.`,
    )
  }
  const isSecure = wrong === 'https'
  if (await isThere(other)) {
    const doubt = isSecure ? ' A certificate that is not trusted here looks the same.' : ''
    return causeOf('wrong_scheme', found + doubt)
  }
  if (await forbids()) {
    const lists = `${origin} and ${origin.replace('http', 'ws')}`
    return causeOf(
      'unknown',
      `The page's own Content-Security-Policy forbids to ask: list ${lists} in its connect-src.`,
    )
  }
  if (none === 'silent') {
    const words = 'the server hangs, or a firewall swallows what goes there.'
    return causeOf('unknown', `${origin} has not answered within ${patience / 1000} s: ${words}`)
  }
  const doubt = isSecure
    ? ', or its certificate is not trusted here: open that address in a tab to see'
    : ', or it wants wss, and its certificate is not trusted here'
  return causeOf('server_down', `Nobody answers at ${origin}: the server is stopped, or the network is away${doubt}.`)
}

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
  const asking = createAsking(environment, over)
  const watching = new AbortController()
  const forbids = watchPolicy(environment, plain, watching.signal)
  try {
    const answer = await asking.ask(plain)
    if (typeof answer === 'string') return await judgeNone(plain, answer, asking, forbids)
    const bearer = tokenIn === 'protocol' && token !== undefined
    return judgeRedirect(plain, answer.from) ?? judge(answer, placeOf(plain), bearer)
  } finally {
    watching.abort()
  }
}
