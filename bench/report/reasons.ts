const roomsOfWorkers =
  'A Worker cannot reach the sockets of its other requests, so every message of a room goes two ways: from the Worker to ' +
  'its Durable Object and from there to each Worker that has members, over a link that is a WebSocket of its own. A host ' +
  'with nothing but these relays reaches about half of a raw object as well, one message at a time. Only sockets that the object holds itself ' +
  'would do without them, and then the handlers would have to run there.'

/** What stands in the way of a target that is missed, in words: by runtime and scenario. The profiles are printed. */
export const reasons: Readonly<Record<string, string>> = {
  'node fanout-one-1000':
    'A publish that stands alone is a write a subscriber, for ours as for `ws`, and most of the time is in that ' +
    'write: the kernel takes the frame, makes a packet of it and carries it to the receiver. The frame itself is built ' +
    'once; what is left to a library is the rest.',
  'node handshakes':
    'Of a handshake most is the HTTP parser, the sockets of Node and the kernel, which ours shares with raw `ws`. What ' +
    'comes on top is what raw `ws` does not do: a `Request` for the app, Hono and its route, origin, host, limits and ' +
    'address, and the session with its limits and its heartbeat.',
  'bun handshakes':
    'Bun accepts a socket in native code, and its own part is so small that the app, the checks and the session show ' +
    'beside it.',
  'deno handshakes':
    'Deno closes the headers of a request once it is upgraded, and handlers may read them in every event: so they are ' +
    'listed before. The checks and the session come on top, as on every runtime.',
  'workerd fanout-one-1000': roomsOfWorkers,
  'workerd fanout-one-100': roomsOfWorkers,
  'workerd fanout-one-10000': roomsOfWorkers,
}
