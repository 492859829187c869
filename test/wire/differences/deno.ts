import { closed } from '../outcome.ts'
import { alike, type Difference, inFrames, inRows, overlooked, withoutClose } from './difference.ts'

// fastwebsockets 0.8, hyper 1: those of Deno 2.9.5.
const frames = 'https://github.com/denoland/fastwebsockets/blob/main/src/lib.rs'
const collector = 'https://github.com/denoland/fastwebsockets/blob/main/src/fragment.rs'
const codes = 'https://github.com/denoland/fastwebsockets/blob/main/src/close.rs'
const hyper = 'https://docs.rs/hyper/1/hyper/server/conn/http1/struct.Builder.html'
const serve = 'https://docs.deno.com/api/deno/~/Deno.serve'

const on = ['deno']

export const deno: readonly Difference[] = [
  inFrames(
    {
      on,
      what: 'A broken frame ends the connection without a close frame: fastwebsockets returns an error, and nobody writes.',
      cause: frames,
    },
    [
      'too big for any',
      'ping over 125 bytes',
      'control frame without FIN',
      'fragmentation',
      'UTF-8',
      'close payload of one byte',
      'UTF-8 of a close reason',
      'reserved bits',
      'RSV1 alone on a ping or pong',
      'opcode',
    ],
    withoutClose,
  ),
  inFrames(
    { on, what: 'Unmasked frames are taken: the mask is read where there is one.', cause: frames },
    ['unmasked'],
    overlooked,
  ),
  inFrames(
    { on, what: 'Of control frames only a ping is measured: a longer pong or close is taken.', cause: frames },
    ['pong over 125 bytes', 'close over 125 bytes'],
    overlooked,
  ),
  inFrames(
    {
      on,
      what: 'A message that begins amid another one in fragments takes its place: the first is lost.',
      cause: collector,
    },
    ['fragments amid a message'],
    overlooked,
  ),
  inFrames(
    {
      on,
      what: 'A character that the last of several fragments leaves unfinished is dropped, and the text before it handed on.',
      cause: collector,
    },
    ['UTF-8 unfinished after fragments'],
    ({ overlooked }) =>
      overlooked && { ...overlooked, peer: overlooked.peer.map((word) => word.replace(/^text .*/, 'text')) },
  ),
  inFrames(
    {
      on,
      what: "A message over maxPayload and below Deno's own 64 MiB arrives whole: our core closes, and reads the peer's answer.",
      cause: frames,
    },
    ['over maxPayload'],
    ({ outcome }) => ({ ...outcome, handlers: [closed(1009)] }),
  ),
  alike(
    { on, what: 'Close code 1014 is refused: it is not in the list of fastwebsockets.', cause: codes },
    'close 1002, end · close 1006',
    ['close: code 1014'],
  ),
  alike(
    { on, what: 'A request with Upgrade and any Content-Length is answered 400 by Deno itself.', cause: serve },
    '400',
    ['body: Content-Length: 0'],
  ),
  inRows(
    {
      on,
      what: 'hyper reads what RFC 9112 lets a server read, and says 400 where it has no other word.',
      cause: hyper,
    },
    {
      'syntax: lines that end in LF alone': '101',
      'syntax: HTTP/0.9': '400',
      'syntax: HTTP/2.0': '400',
      'syntax: a header of 64 KiB': '400',
      'syntax: 300 headers': '400',
      'length: a query of 65536 letters': '400',
      'body of a plain request: chunked, with a size that is none': 'end',
      'body of a plain request: chunked, with a size over 64 bits': 'end',
    },
  ),
  alike(
    { on, what: 'A request in place of a frame ends the connection without a close frame, too.', cause: frames },
    '101 end',
    ['in one packet: another handshake'],
  ),
]
