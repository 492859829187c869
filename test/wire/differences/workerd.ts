import { anyFourBytes, closed } from '../outcome.ts'
import { alike, type Broken, type Difference, inFrames, inRows, overlooked } from './difference.ts'

// Of workerd 1.20261023.1.
const kj = 'https://github.com/capnproto/capnproto/blob/v2/c%2B%2B/src/kj/compat/http.c%2B%2B'
const autoClose = 'https://developers.cloudflare.com/changelog/post/2026-04-07-websocket-auto-reply-to-close/'
const compression = 'https://developers.cloudflare.com/workers/configuration/compatibility-flags/#websocket-compression'

const on = ['workerd']
const noCode = 'close 1005, end · close 1005'
const path = '/lifecycle/context'
const dots = [
  '/lifecycle/./context/x',
  '/nowhere/../lifecycle/context/x',
  `/..${path}/x`,
  '/lifecycle/%2e/context/x',
  '/nowhere/%2E%2e/lifecycle/context/x',
]

/** workerd answers as if nothing were broken; what the handlers see is our adapter's. */
const answered = ({ outcome, overlooked }: Broken) => overlooked && { ...overlooked, handlers: outcome.handlers }

export const workerd: readonly Difference[] = [
  inFrames({ on, what: 'Unmasked frames are taken.', cause: kj }, ['unmasked'], overlooked),
  inFrames(
    { on, what: 'Text is not checked: U+FFFD stands for what is no UTF-8.', cause: kj },
    ['UTF-8', 'UTF-8 unfinished after fragments', 'UTF-8 of a close reason'],
    overlooked,
  ),
  inFrames(
    { on, what: 'Pings and pongs are not measured.', cause: kj },
    ['ping over 125 bytes', 'pong over 125 bytes'],
    overlooked,
  ),
  inFrames(
    {
      on,
      what: 'RSV1 is not looked at in a ping or pong; the pong then ends in four bytes that nobody wrote.',
      cause: kj,
    },
    ['RSV1 alone on a ping or pong'],
    ({ overlooked }) =>
      overlooked && {
        ...overlooked,
        peer: overlooked.peer.map((word) => word.replace(/^pong .*/, `$&${anyFourBytes}`)),
      },
  ),
  inFrames(
    {
      on,
      what: "A message over maxPayload and below workerd's own 32 MiB arrives whole: our core closes, and reads the peer's answer.",
      cause: kj,
    },
    ['over maxPayload'],
    ({ outcome }) => ({ ...outcome, handlers: [closed(1009)] }),
  ),
  inFrames(
    { on, what: 'A close payload of one byte is taken for none.', cause: kj },
    ['close payload of one byte'],
    overlooked,
  ),
  inFrames(
    { on: ['workerd-2026-10-01'], what: 'Any close frame is answered in kind by workerd itself.', cause: autoClose },
    ['close over 125 bytes', 'close code'],
    answered,
  ),
  inRows(
    { on, what: 'Code 1005 is taken for a close frame without a code.', cause: kj },
    { 'close: code 1005': noCode },
  ),
  inRows(
    { on: ['workerd-2025-06-01'], what: 'With a reason, too.', cause: kj },
    { 'close: code 1005 with a reason': `${noCode} "why"` },
  ),
  inRows(
    {
      on: ['workerd-2026-10-01'],
      what: 'With a reason it gets no answer: such a frame cannot be sent.',
      cause: autoClose,
    },
    { 'close: code 1005 with a reason': 'end · close 1005 "why"' },
  ),
  inRows(
    { on, what: 'Compression is on where the client offers it.', cause: compression },
    {
      'extension: permessage-deflate': '101 extensions=permessage-deflate compressed',
      'extension: permessage-deflate; client_max_window_bits':
        '101 extensions=permessage-deflate; client_max_window_bits=15 compressed',
      'extension: permessage-deflate; server_no_context_takeover; client_no_context_takeover, x-webkit-deflate-frame':
        '101 extensions=permessage-deflate; client_no_context_takeover; server_no_context_takeover compressed',
    },
  ),
  alike({ on, what: 'A method that kj does not know is not implemented.', cause: kj }, '501', [
    'method: get',
    'method: GETS',
  ]),
  alike({ on, what: 'A header without a value is dropped.', cause: kj }, '101', ['origin: ""']),
  alike(
    { on, what: 'Control characters in headers, lines that end in LF, and headers of 64 KiB pass.', cause: kj },
    '101',
    [
      'syntax: byte 1 in a value',
      'syntax: DEL in a value',
      'syntax: lines that end in LF alone',
      'syntax: a header of 64 KiB',
    ],
  ),
  alike({ on, what: 'Versions of HTTP that kj does not know are bad requests.', cause: kj }, '400', [
    'syntax: HTTP/0.9',
    'syntax: HTTP/2.0',
  ]),
  alike(
    { on, what: "Dot segments stay in a request's URL, and no route has them.", cause: kj },
    '404',
    dots.map((target) => `dot segments: ${target}?id={id}`),
  ),
  alike({ on, what: 'Characters that no URI has are refused.', cause: kj }, '400', [
    `bytes: ${path}/a\\"<>\`{}|b?id={id}`,
    `query: ${path}/x?id={id}&y='\\"<>`,
  ]),
  alike({ on, what: "Targets that are no path are the app's to answer.", cause: kj }, '404', [
    'absolute form: mailto:someone',
    'other forms: {host}',
    'bytes: /lifecycle\\\\context/x?id={id}',
  ]),
  alike({ on, what: 'A broken chunk is an error of the handler that reads the body.', cause: kj }, '500', [
    'body of a plain request: chunked, with a size that is none',
    'body of a plain request: chunked, with a size over 64 bits',
  ]),
  alike({ on, what: 'Transfer-Encoding wins over Content-Length.', cause: kj }, '200 got hello', [
    'body of a plain request: counted and chunked',
  ]),
]
