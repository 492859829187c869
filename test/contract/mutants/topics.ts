import type { Mutant } from './mutant.ts'

const membership = 'src/membership.ts'
const session = 'src/session.ts'
const topicsFile = 'src/topics.ts'
const scopeFile = 'src/scope.ts'
const room = 'adapters/workers/room.ts'

/** Each puts back a trap that was seen in the runtimes' own helpers. */
export const topics: readonly Mutant[] = [
  { row: 'TP01', file: topicsFile, find: 'member === except || !', replace: '!' },
  { row: 'TP01', file: membership, find: 'if (!this.names.has(topic)) return', replace: 'return' },
  {
    row: 'TP01',
    file: membership,
    find: 'else this.#topics.join',
    replace: 'else topic || this.#topics.join',
  },
  {
    row: 'TP01',
    file: 'adapters/bun/topics.ts',
    find: 'if (except) except.raw.publish(topic, frame)\n    else ',
    replace: '',
    runtime: 'bun.test.ts',
  },
  { row: 'TP01', file: room, find: '() => data, sender)', replace: '() => data)' },
  {
    row: 'TP01',
    file: 'adapters/workers/transport.ts',
    find: 'if (this.#isFree) return',
    replace: 'if (frame) return',
    runtime: 'rooms.test.ts',
  },
  {
    row: 'TP01',
    file: 'adapters/workers/upgrade.ts',
    find: 'if (changes >= joined)',
    replace: 'if (changes === link.asked)',
    runtime: 'rooms.test.ts',
  },
  {
    row: 'TP02',
    file: 'adapters/workers/upgrade.ts',
    find: '.then(() => link.leave())',
    replace: '',
    runtime: 'rooms.test.ts',
  },
  {
    row: 'TP03',
    file: 'adapters/workers/transport.ts',
    find: 'if (this.#held.length === 0) this.raw.close(code, reason)',
    replace: 'if (code) this.raw.close(code, reason)',
    runtime: 'rooms.test.ts',
  },
  {
    row: 'TP03',
    file: 'adapters/workers/transport.ts',
    find: 'return this.#heldBytes + (',
    replace: 'return (',
    runtime: 'rooms.test.ts',
  },
  {
    row: 'TP01',
    file: 'adapters/workers/upgrade.ts',
    find: 'if (link.made < joined) {',
    replace: 'if (link.made > joined) {',
    runtime: 'rooms.test.ts',
  },
  { row: 'TP06', file: topicsFile, find: 'count < maxTopics && ', replace: '' },
  { row: 'TP06', file: topicsFile, find: 'sizeOf(JSON.stringify(names))', replace: 'JSON.stringify(names).length' },
  { row: 'TP01', file: 'adapters/workers/wire.ts', find: ', { ignoreBOM: true }', replace: '' },
  {
    row: 'TP01',
    file: 'adapters/workers/member.ts',
    find: 'this.#release()\n    return sendQuietly',
    replace: 'return sendQuietly',
    runtime: 'rooms.test.ts',
  },
  {
    row: 'TP02',
    file: session,
    find: '    this.#places?.clear()\n',
    replace: '',
  },
  {
    row: 'TP02',
    file: session,
    find: 'if (this.#state === OPEN) this.membership.join(topic)',
    replace: 'this.membership.join(topic)',
  },
  {
    row: 'TP03',
    file: topicsFile,
    find: "      if (member.deliver(encoded, topic) === 'dropped') dropped++\n",
    replace:
      "      queueMicrotask(() => member.deliver(encoded, topic))\n      if (member.deliver(encoded, topic) === 'dropped') dropped++\n",
  },
  {
    row: 'TP03',
    file: 'adapters/node/transport.ts',
    find: '    this.add(frame as Buffer)\n',
    replace: '    setTimeout(() => this.add(frame as Buffer), 20 * Math.random())\n',
  },
  {
    row: 'TP04',
    file: scopeFile,
    find: 'scope: `${route',
    replace: 'scope: route + room || `${route',
  },
  {
    row: 'TP04',
    file: scopeFile,
    find: 'scope: `${route',
    replace: "scope: 'room' + room || `${route",
  },
  {
    row: 'TP04',
    file: 'src/routes.ts',
    find: 'if (this.#owners.get(name) === owner) return',
    replace: 'if (name) return',
  },
  {
    row: 'TP02',
    file: room,
    find: 'if (member) this.#leave(member, [...member.topics])',
    replace: 'link',
    runtime: 'rooms.test.ts',
  },
  {
    row: 'TP02',
    file: room,
    find: '    member.keep()\n',
    replace: '',
    runtime: 'rooms.test.ts',
  },
  {
    row: 'TP02',
    file: 'adapters/workers/upgrade.ts',
    find: '      connection.lost(error)\n',
    replace: '',
    runtime: 'rooms.test.ts',
  },
  {
    row: 'TP03',
    file: 'adapters/workers/link.ts',
    find: 'of this.#backlog.clear())',
    replace: 'of this.#backlog.clear().reverse())',
  },
  {
    row: 'TP02',
    file: 'adapters/workers/rooms.ts',
    find: '{ ...init, signal: late.signal }',
    replace: 'init',
    runtime: 'rooms.test.ts',
  },
  {
    row: 'TP02',
    file: 'src/out-of-reach.ts',
    find: ', unreachable: true',
    replace: '',
    runtime: 'rooms.test.ts',
  },
  { row: 'TP04', file: 'adapters/workers/rooms.ts', find: 'idFromName(scope)', replace: "idFromName('all')" },
  {
    row: 'TP05',
    file: 'adapters/workers/link.ts',
    find: 'subscribe(topic: string): void {\n    this.#rooms.assertBound()\n',
    replace: 'subscribe(topic: string): void {\n',
  },
  {
    row: 'TP05',
    file: 'adapters/workers/rooms.ts',
    find: 'topics need a Durable Object',
    replace: 'topics do not work',
  },
]
