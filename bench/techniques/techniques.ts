import type { Technique } from './technique.ts'

const upgrade = 'adapters/node/upgrade.ts'
const outgoing = 'adapters/node/outgoing.ts'

/** What the speed comes from, each measured by its absence. */
export const techniques: readonly Technique[] = [
  {
    name: 'Whole frames are read straight from the chunk',
    edits: [
      {
        file: upgrade,
        find: 'readDirectly(raw, socket, policy.maxPayload, transport)',
        replace: '',
      },
    ],
    shows: { node: ['echo-1', 'echo-16', 'echo-16k'] },
  },
  {
    name: 'What is sent in one turn leaves as one write',
    edits: [{ file: outgoing, find: 'if (this.#held >= this.#most) this.handOver()', replace: 'this.handOver()' }],
    shows: { node: ['echo-1', 'echo-16', 'fanout-stream-1000'] },
  },
  {
    name: 'Short messages are written into memory that is used again',
    edits: [
      { file: outgoing, find: 'if (size > longest || !this.#mayLend) this.add(', replace: 'if (size > 0) this.add(' },
      {
        file: outgoing,
        find: 'else if (size > longest || !this.#mayLend) this.#socket',
        replace: 'else if (size > 0) this.#socket',
      },
    ],
    shows: { node: ['echo-1', 'echo-16', 'fanout-stream-1000'] },
  },
  {
    name: 'The memory of a chunk that is read is given back at once',
    edits: [
      {
        file: 'adapters/node/reader.ts',
        find: 'if (chunk.length >= large && !this.#hasPassed) this.free(chunk)',
        replace: '',
      },
    ],
    shows: { node: ['echo-16k', 'echo-16k-native'] },
  },
  {
    name: "Message events without the platform's constructor",
    edits: [
      {
        file: 'src/events.ts',
        find: 'new LightMessageEvent(data) as unknown as MessageEvent<Message>',
        replace: "new MessageEvent('message', { data })",
      },
    ],
    shows: { node: ['echo-1', 'echo-16'], bun: ['echo-16'], deno: ['echo-16'], workerd: ['echo-16'] },
  },
  {
    name: 'A frame is built once for all subscribers',
    edits: [
      { file: 'src/topics.ts', find: 'member.deliver(encoded, topic)', replace: 'member.deliver(frame(), topic)' },
    ],
    shows: { node: ['fanout-one-1000', 'fanout-stream-1000'] },
  },
  {
    name: 'One timer a server, in place of timers a connection',
    edits: [{ file: 'src/alarms.ts', find: 'platform.ownTimers ? new', replace: 'true ? new' }],
    shows: { node: ['handshakes', 'idle'], bun: ['handshakes', 'idle'], deno: ['idle'] },
  },
  {
    name: 'The 101 is written past `ws`',
    edits: [{ file: upgrade, find: 'accept(server, incoming, socket, head, this.#lines)', replace: 'undefined' }],
    shows: { node: ['handshakes'] },
  },
  {
    name: 'What has ended is closed with one call, and told to `ws` once',
    edits: [{ file: upgrade, find: 'watchEnd(raw, socket)', replace: '' }],
    shows: { node: ['handshakes'] },
  },
  {
    name: "Bun's own topics, for members for whom nothing waits",
    edits: [{ file: 'adapters/bun/serve.ts', find: ', topics: new BunTopics()', replace: '' }],
    shows: { bun: ['fanout-one-1000', 'fanout-stream-1000'] },
  },
  {
    name: 'A clock that stands still within a busy turn',
    edits: [{ file: 'adapters/bun/serve.ts', find: 'now: turnClock(), ', replace: '' }],
    shows: { bun: ['echo-16'] },
  },
  {
    name: 'What a room publishes in one turn goes to a Worker in one message',
    edits: [
      {
        file: 'adapters/workers/member.ts',
        find: "typeof published === 'string' && this.#length + published.length <= most",
        replace: "typeof published === 'string' && !this.#gathered",
      },
    ],
    shows: { workerd: ['fanout-one-1000', 'fanout-stream-1000'] },
  },
  {
    name: 'A bare loop of sends, for members for whom nothing waits',
    edits: [{ file: 'adapters/deno/serve.ts', find: ', topics: new DenoTopics()', replace: '' }],
    shows: { deno: ['fanout-one-1000', 'fanout-stream-1000'] },
  },
]
