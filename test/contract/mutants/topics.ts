import type { Mutant } from './mutant.ts'

const session = 'src/session.ts'
const topicsFile = 'src/topics.ts'

/** Each puts back a trap that was seen in the runtimes' own helpers. */
export const topics: readonly Mutant[] = [
  { row: 'TP01', file: topicsFile, find: '        if (member === except) continue\n', replace: '' },
  { row: 'TP01', file: session, find: 'if (this.#topics.delete(topic)) ', replace: 'if (!topic) ' },
  { row: 'TP01', file: session, find: '    this.#hub.topics.join(this.#scope, topic, this)\n', replace: '' },
  {
    row: 'TP02',
    file: session,
    find: 'for (const topic of this.#topics) this.#hub.topics.leave(this.#scope, topic, this)',
    replace: '',
  },
  {
    row: 'TP02',
    file: session,
    find: '    if (this.#state !== OPEN) return\n    this.#topics.add(topic)\n',
    replace: '    this.#topics.add(topic)\n',
  },
  {
    row: 'TP03',
    file: topicsFile,
    find: "        if (member.deliver(encoded) === 'dropped') dropped++\n",
    replace:
      "        queueMicrotask(() => member.deliver(encoded))\n        if (member.deliver(encoded) === 'dropped') dropped++\n",
  },
  {
    row: 'TP03',
    file: 'adapters/node/transport.ts',
    find: '    this.raw.send(frame as string | Uint8Array)\n',
    replace: '    setTimeout(() => this.raw.send(frame as string | Uint8Array), 20 * Math.random())\n',
  },
  {
    row: 'TP04',
    file: topicsFile,
    find: 'scopeOf = (route: string, room: string): string =>',
    replace: 'scopeOf = (route: string, room: string): string => route + room ||',
  },
  {
    row: 'TP04',
    file: topicsFile,
    find: 'scopeOf = (route: string, room: string): string =>',
    replace: "scopeOf = (route: string, room: string): string => 'room' + room ||",
  },
  {
    row: 'TP04',
    file: 'src/routes.ts',
    find: 'if (this.#owners.get(name) === owner) return',
    replace: 'if (name) return',
  },
  { row: 'TP05', file: 'adapters/workers/serve.ts', find: '{ topicsUnavailable }', replace: '{}' },
  {
    row: 'TP05',
    file: 'adapters/workers/serve.ts',
    find: 'so topics need a Durable Object adapter',
    replace: 'so topics do not work',
  },
]
