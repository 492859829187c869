import type { Declaration } from '../../src/adapter.ts'

const runtime = 'workerd'
const webSockets = 'https://developers.cloudflare.com/workers/runtime-apis/websockets/'
const responses = 'https://developers.cloudflare.com/workers/runtime-apis/response/'
const objects = 'https://developers.cloudflare.com/durable-objects/best-practices/websockets/'
const frames = 'https://github.com/capnproto/capnproto/blob/v2/c%2B%2B/src/kj/compat/http.c%2B%2B'

/** What a Worker cannot give, and what is seen instead. Each row is a case of the contract that asserts it. */
export const declares: readonly Declaration[] = [
  {
    case: 'HS03e',
    runtime,
    observed: 'The 426 has no Upgrade header: workerd keeps hop-by-hop headers to itself.',
    link: webSockets,
  },
  {
    case: 'HS06c',
    runtime,
    observed:
      'The connection of a refused handshake stays open for further requests: it is the platform that keeps it.',
    link: responses,
  },
  {
    case: 'HS13c',
    runtime,
    observed: "No abort is seen: the request's code is stopped where it stands when its client leaves.",
    link: 'https://developers.cloudflare.com/workers/configuration/compatibility-flags/#enable-requestsignal-for-incoming-requests',
  },
  {
    case: 'HS15b',
    runtime,
    observed: 'The connection of a handshake that took too long stays open after the 503.',
    link: responses,
  },
  {
    case: 'HS15c',
    runtime,
    observed: 'A request that is never completed is waited for without a limit; on Cloudflare the edge bounds it.',
    link: 'https://developers.cloudflare.com/workers/platform/limits/',
  },
  {
    case: 'LC05c',
    runtime,
    observed: 'terminate() sends an empty close frame (1005 at the peer): a WebSocket cannot be cut.',
    link: webSockets,
  },
  {
    case: 'MS04b',
    runtime,
    observed: 'bufferedAmount is always 0 in workerd 1.20261023: send() queues without telling.',
    link: webSockets,
  },
  {
    case: 'MS06',
    runtime,
    observed: 'Invalid UTF-8 arrives with replacement characters.',
    link: frames,
  },
  {
    case: 'MS06d',
    runtime,
    observed: 'Unmasked frames are accepted.',
    link: frames,
  },
  {
    case: 'FT03e',
    runtime,
    observed:
      'A peer that never answers our close frame keeps its connection; onClose comes at closeTimeout all the same.',
    link: webSockets,
  },
  {
    case: 'TP01f',
    runtime,
    observed: "A socket's publish is relayed to the room's object, and does not know at once how many got it.",
    link: objects,
  },
  {
    case: 'CH20c',
    runtime,
    observed: "A socket's publish is relayed to the room's object, and does not know at once how many got it.",
    link: objects,
  },
  {
    case: 'BD01d',
    runtime,
    observed: 'Pings are answered by workerd itself, and nobody is told of them: they do not count against maxRate.',
    link: 'https://websockets.spec.whatwg.org/#ping-and-pong-frames',
  },
  {
    case: 'BD02c',
    runtime,
    observed:
      "A publish counts those to whom the room has passed it on; what a connection's own Worker then drops for a slow peer is counted there.",
    link: objects,
  },
  {
    case: 'BD03',
    runtime,
    observed:
      'What waits unsent in all is guessed (bufferedAmount is missing in workerd 1.20261023), and nobody is cut for it.',
    link: webSockets,
  },
  {
    case: 'BD03b',
    runtime,
    observed: 'What waits unsent in one room is guessed likewise, and nobody is cut for it.',
    link: webSockets,
  },
  {
    case: 'FT04',
    runtime,
    observed: 'An idle peer that answers no ping is not found out: a Worker has no ping.',
    link: 'https://github.com/cloudflare/workerd/issues/3664',
  },
]
