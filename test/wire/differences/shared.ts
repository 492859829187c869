import { alike, type Difference, inRows } from './difference.ts'

const request = 'https://fetch.spec.whatwg.org/#request-class'
const urls = 'https://url.spec.whatwg.org/#url-parsing'
const serve = 'https://docs.deno.com/api/deno/~/Deno.serve'
const responses = 'https://developers.cloudflare.com/workers/runtime-apis/response/'
const targetSize = 'https://www.rfc-editor.org/rfc/rfc9110#section-4.1'
const headSize = 'https://nodejs.org/api/http.html#httpmaxheadersize'

const path = '/lifecycle/context'
const long = (letters: number) => `length: a query of ${letters} letters`
const oldVersion = 'syntax: HTTP/1.0'
const version = 'A handshake in HTTP/1.0 is upgraded: a Request does not tell its version.'
const fragment = `bytes: ${path}/x?id={id}#fragment`
const user = `absolute form: http://user@{host}${path}/x?id={id}`
const foreign = `absolute form: http://foreign.example${path}/x?id={id}`
const staysOpen = 'The connection of a refused handshake stays open: the request behind it is answered.'
const behind = 'in one packet: a refused handshake before'
const own = `101 ${path}/x?id={id} x`

/** What several runtimes have in common. */
export const shared: readonly Difference[] = [
  alike({ on: ['bun', 'deno'], what: version, cause: request }, '101', [oldVersion]),
  alike({ on: ['workerd'], what: `${version} The connection then ends at once.`, cause: request }, '101 end', [
    oldVersion,
  ]),
  inRows(
    { on: ['node', 'bun', 'deno'], what: 'A fragment in a target is taken, and stays in the URL.', cause: urls },
    { [fragment]: `101 ${path}/x?id={id}#fragment x` },
  ),
  alike({ on: ['workerd'], what: 'A fragment in a target is cut off.', cause: urls }, own, [fragment]),
  alike(
    {
      on: ['bun', 'workerd'],
      what: 'The authority of a target in absolute form is passed over: Host stands in the URL.',
      cause: urls,
    },
    own,
    [user, foreign],
  ),
  alike(
    { on: ['bun', 'deno'], what: 'A backslash in a path is a slash, as the URL Standard has it.', cause: urls },
    own,
    [`bytes: /lifecycle\\\\context/x?id={id}`],
  ),
  alike({ on: ['deno'], what: staysOpen, cause: serve }, '403, 203', [behind]),
  alike({ on: ['workerd'], what: staysOpen, cause: responses }, '403, 203', [behind]),
  alike(
    {
      on: ['node', 'bun'],
      what: 'A head over 16 KiB is refused as a whole: 431 also for a long target.',
      cause: headSize,
    },
    '431',
    [long(16_384), long(65_536)],
  ),
  inRows(
    { on: ['deno', 'workerd'], what: 'A target of 16 KiB is taken.', cause: targetSize },
    { [long(16_384)]: `101 ${path}/x?id={id}&y=y×16384 x` },
  ),
  alike({ on: ['node', 'bun', 'workerd'], what: 'The target * makes no URL.', cause: urls }, '400', [
    'other forms: OPTIONS *',
  ]),
]
