import type { Declaration } from '../../src/adapter.ts'

const runtime = 'deno'
const serve = 'https://docs.deno.com/api/deno/~/Deno.serve'
const cannotCut = 'https://github.com/denoland/deno/issues/36337'
const frames = 'https://github.com/denoland/fastwebsockets'

/** What Deno cannot give, and what is seen instead. Each row is a case of the contract that asserts it. */
export const declares: readonly Declaration[] = [
  {
    case: 'HS02b',
    runtime,
    observed: 'A request with an Upgrade header and a body is answered 400 by Deno itself, before any handler.',
    link: serve,
  },
  {
    case: 'HS06c',
    runtime,
    observed:
      'The connection of a refused handshake stays open for further requests: "connection: close" is not acted on.',
    link: serve,
  },
  {
    case: 'HS15b',
    runtime,
    observed: 'The connection of a handshake that took too long stays open after the 503.',
    link: serve,
  },
  {
    case: 'HS15c',
    runtime,
    observed: 'A request that is never completed is waited for without a limit: put Deno behind a proxy.',
    link: serve,
  },
  {
    case: 'LC05c',
    runtime,
    observed: 'terminate() sends an empty close frame (1005 at the peer): a WebSocket cannot be cut.',
    link: cannotCut,
  },
  {
    case: 'MS05e',
    runtime,
    observed: 'A frame over 64 MiB ends the connection without a close frame.',
    link: frames,
  },
  {
    case: 'MS06',
    runtime,
    observed: 'Invalid UTF-8 ends the connection without a close frame.',
    link: frames,
  },
  {
    case: 'MS06b',
    runtime,
    observed: 'A reserved bit ends the connection without a close frame.',
    link: frames,
  },
  {
    case: 'MS06c',
    runtime,
    observed: 'An unknown opcode ends the connection without a close frame.',
    link: frames,
  },
  {
    case: 'MS06d',
    runtime,
    observed: 'Unmasked frames are accepted.',
    link: frames,
  },
  {
    case: 'MS06e',
    runtime,
    observed: 'A continuation of nothing ends the connection without a close frame.',
    link: frames,
  },
  {
    case: 'BD01d',
    runtime,
    observed: 'Pings are answered by Deno itself, and nobody is told of them: they do not count against maxRate.',
    link: 'https://websockets.spec.whatwg.org/#ping-and-pong-frames',
  },
  {
    case: 'FT03e',
    runtime,
    observed:
      'A peer that never answers our close frame keeps its connection; onClose comes at closeTimeout all the same.',
    link: cannotCut,
  },
]
