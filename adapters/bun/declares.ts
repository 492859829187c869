import type { Declaration } from '../../src/adapter.ts'

const runtime = 'bun'
const webSockets = 'https://github.com/uNetworking/uWebSockets/issues/1003'

/** What Bun cannot give, and what is seen instead. Each row is a case of the contract that asserts it. */
export const declares: readonly Declaration[] = [
  {
    case: 'HS11e',
    runtime,
    observed: 'A route that takes no subprotocol still echoes the first one that the client offers.',
    link: 'https://github.com/oven-sh/bun/issues/18243',
  },
  {
    case: 'HS12b',
    runtime,
    observed:
      'A frame that arrives while the factory awaits I/O is taken for a bad request: 400, and the connection closes.',
    link: 'https://github.com/oven-sh/bun/pull/43153',
  },
  {
    case: 'HS15c',
    runtime,
    observed:
      'A request that is never completed is cut after the idle timeout of 10 s and a little, not at a shorter handshake limit.',
    link: 'https://bun.com/docs/runtime/http/server#idletimeout',
  },
  {
    case: 'FT03e',
    runtime,
    observed:
      'close() ends the connection at once: onClose has our own code, and a peer that never answers is not waited for.',
    link: webSockets,
  },
  {
    case: 'FT05e',
    runtime,
    observed: "The drain does not wait for a peer's close frame: Bun calls its close handler inside close().",
    link: webSockets,
  },
]
