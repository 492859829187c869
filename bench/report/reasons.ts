const roomsOfWorkers =
  'A Worker cannot reach the sockets of its other requests, so every message of a room goes two ways: from the Worker to ' +
  'its Durable Object and from there to each Worker that has members, over a link that is a WebSocket of its own. Of 62 µs ' +
  'a delivery 1.6 are JavaScript, the rest is workerd and the kernel, and a host with nothing but these relays is no ' +
  'faster. Only sockets that the object holds itself would do without them, and then the handlers would have to run there.'

const largeOnDeno =
  "Of a delivery 94 % are Deno's copy of the message and the kernel's write, which raw has as well. All JavaScript is 2 %, " +
  'as it is with raw; a look at what waits, 0.2 µs, is what ours does besides.'

const moreSubscribers = 'Raw becomes dearer with more subscribers as well: the pictures above have both.'

/** What stands in the way of a target that is missed, in words: by runtime and scenario. The profiles are printed. */
export const reasons: Readonly<Record<string, string>> = {
  'node echo-light':
    'JavaScript is about the same small part of the time for ours as for raw; all else is the kernel and the code of Node, ' +
    'which carry the same bytes for both.',
  'node echo-16':
    'What is left of a message is mostly the kernel and the code of Node, for chunks of many frames: without any of our ' +
    'JavaScript it would be a fifth less.',
  'node fanout-stream-15000': moreSubscribers,
  'bun fanout-stream-10000': moreSubscribers,
  'deno fanout-stream-15000': moreSubscribers,
  'bun fanout-one-1000':
    'A publish that stands alone is a write a subscriber, for ours as for raw, and the kernel has most of the time. ' +
    'Our JavaScript is about a hundredth of it.',
  'node fanout-one-1000':
    'A publish that stands alone is a write a subscriber, for ours as for `ws`, and most of the time is in that ' +
    'write: the kernel takes the frame, makes a packet of it and carries it to the receiver. The frame itself is built ' +
    'once; what is left to a library is the rest.',
  'node handshakes':
    'Of a handshake most is the HTTP parser, the sockets of Node and the kernel, which ours shares with raw `ws`. What ' +
    'comes on top is what raw `ws` does not do, in no large piece: the address 3.5 µs, Hono and its route 6.8, host, ' +
    'limits and waiting room 7, the judgement and the session 2.8, transport and reader 3.5.',
  'node idle':
    'What a connection keeps beside the sockets of Node and `ws`, which raw has as well: ten small objects, for what ' +
    'watches over it, sends, reads and runs its handlers. Under [Memory](#memory) stands what each of them takes.',
  'bun echo-1':
    'All of our JavaScript is some 30 ns a message, but Bun needs little more than half a microsecond for all else. ' +
    'A build with every layer stripped reaches 0.96.',
  'bun echo-16':
    'All of our JavaScript is some 30 ns a message, but Bun needs little more than half a microsecond for all else: ' +
    'the limits, the clock and the queue of a connection show beside it. A build with every layer stripped reaches 0.96.',
  'bun echo-16k':
    'Binary messages come as `ArrayBuffer`, as everywhere; raw takes the `Buffer` that is the default of Bun. Raw with ' +
    "`binaryType: 'arraybuffer'` has 0.81 of that itself.",
  'bun handshakes':
    'Bun accepts a socket in native code, and its own part is so small that a look at the headers (13 %), the address ' +
    '(5 %), a `Response` (4 %) and some twenty parts of a hundredth each show beside it. What is our own, the route and the ' +
    'session with all checks, is 6 µs: the marked `Response` and its header are 0.6 of them, so none would gain little.',
  'bun idle':
    'What a connection keeps beside the socket of Bun: the session, its parts and the socket that the handlers get, about a ' +
    'KiB together. Runs differ by some 0.3 KiB.',
  'deno echo-1':
    'All of our JavaScript is 0.11 µs a message, 0.06 of it a look at the clock, by which the rate of a peer and its silence ' +
    "are told. The rest of the difference is in Deno's own code, which does the same for raw.",
  'deno echo-16':
    'All of our JavaScript is 0.11 µs a message, 0.06 of it a look at the clock, by which the rate of a peer and its silence ' +
    "are told. The rest of the difference is in Deno's own code, which does the same for raw.",
  'deno handshakes':
    'Deno closes the headers of a request once it is upgraded, and handlers may read them in every event: so they are ' +
    'listed before. The checks and the session come on top, as on every runtime: 18 % of the time in JavaScript. 20 KB ' +
    'are allocated a handshake where raw allocates 12.',
  'deno slow-consumer': largeOnDeno,
  'deno slow-consumer-none': largeOnDeno,
  'deno idle':
    'Deno keeps the request for as long as its WebSocket, and with it the headers that were listed before the upgrade.',
  'workerd handshakes':
    'JavaScript is 76 µs of 381, where raw has 33 of 320: the route, the checks and the session, and a timer that ' +
    'bounds the handshake. The same app behind a bare pair of sockets is no faster.',
  'workerd idle':
    'About 4 KB of 65 are the session, its parts and two listeners; the rest is the request and the pair of sockets, ' +
    'which raw has as well.',
  'workerd fanout-one-1000': roomsOfWorkers,
  'workerd fanout-one-100': roomsOfWorkers,
  'workerd fanout-one-10000': roomsOfWorkers,
}
