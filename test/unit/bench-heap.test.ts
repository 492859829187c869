import { expect, test } from 'vitest'
import { partsOf, type Snapshot } from '../../bench/profiles/heap.ts'
import { kept } from '../../bench/report/measures.ts'

/** What something in a heap holds: by the names of properties, or `weak`. */
interface Thing {
  readonly name: string
  readonly size: number
  readonly type?: string
  readonly holds?: Readonly<Record<string, Thing>>
}

const [object, closure] = ['object', 'closure']

/** A snapshot as V8 writes it: all in lists of numbers, an edge's target by its place in that of the nodes. */
function snapshotOf(root: Thing): Snapshot {
  const things = new Set([root])
  for (const { holds = {} } of things) for (const held of Object.values(holds)) things.add(held)
  const all = [...things]
  const strings: string[] = []
  const text = (name: string) => (strings.includes(name) ? strings.indexOf(name) : strings.push(name) - 1)
  return {
    snapshot: {
      meta: {
        node_fields: ['type', 'name', 'id', 'self_size', 'edge_count'],
        node_types: [[object, closure]],
        edge_fields: ['type', 'name_or_index', 'to_node'],
        edge_types: [['property', 'weak']],
      },
    },
    nodes: all.flatMap(({ type = object, name, size, holds = {} }, id) => [
      ...[[object, closure].indexOf(type), text(name), id, size, Object.keys(holds).length],
    ]),
    edges: all.flatMap(({ holds = {} }) =>
      Object.entries(holds).flatMap(([name, held]) => [name === 'weak' ? 1 : 0, text(name), 5 * all.indexOf(held)]),
    ),
    strings,
  }
}

/** A server with so many connections, and what it has once. */
const heapOf = (connections: number, once: number): Snapshot =>
  snapshotOf({
    name: 'root',
    size: 1,
    holds: Object.fromEntries([
      ['cache', { name: 'Receiver', size: once }],
      ...Array.from({ length: connections }, (_, index) => [index, connectionOf()] as const),
    ]),
  })

function connectionOf(): Thing {
  const handler = { type: closure, name: 'onMessage', size: 7 }
  const session = {
    name: 'Session',
    size: 100,
    holds: {
      intent: {
        name: 'Object',
        size: 10,
        holds: { events: { name: 'Object', size: 3, holds: { onMessage: handler } } },
      },
      weak: { name: 'Outbox', size: 1_000 },
    },
  }
  const listeners = { name: 'Object', size: 20, holds: { message: { type: closure, name: '', size: 30 } } }
  return {
    name: 'Socket',
    size: 200,
    holds: {
      _peername: { name: 'Object', size: 40 },
      websocket: { name: 'WebSocket', size: 50, holds: { _events: listeners, session } },
    },
  }
}

test('what is kept of a connection is told by what it belongs to', () => {
  expect(partsOf(heapOf(1, 5), heapOf(5, 5_000), 4)).toEqual({
    'Node: the socket and its streams': 200,
    "Node: the peer's address": 40,
    'ws: the socket': 70,
    'the session': 100,
    'what the route has decided': 10,
    "the app's handlers": 40,
  })
})

test('the table of what is kept has a sum', () => {
  const heap = (server: string, parts: Record<string, number>) => ({ runtime: 'node', server, parts }) as const
  const text = kept([heap('jackfield', { session: 1_999.6, socket: 1 }), heap('raw', { socket: 2 })])
  expect(text.split('\n')).toEqual([
    '| bytes per idle connection | raw ws | jackfield |',
    '| --- | --: | --: |',
    '| socket | 2 | 1 |',
    '| session | – | 2,000 |',
    '| **all** | 2 | 2,001 |',
  ])
})
