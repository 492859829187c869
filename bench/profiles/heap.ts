/** A snapshot of V8's heap: https://developer.chrome.com/docs/devtools/memory-problems/heap-snapshots */
export interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[]
      readonly node_types: readonly [readonly string[], ...unknown[]]
      readonly edge_fields: readonly string[]
      readonly edge_types: readonly [readonly string[], ...unknown[]]
    }
  }
  readonly nodes: readonly number[]
  readonly edges: readonly number[]
  readonly strings: readonly string[]
}

/** Something in a heap, and by which property of what it is held. */
interface Thing {
  readonly type: string
  readonly name: string
  readonly size: number
  readonly via: string
  readonly holder: Thing | undefined
}

/** Those that parts are named for; what is none of them belongs to the one that holds it. */
const owners: Readonly<Record<string, string>> = {
  'Node / TCPSocketWrap': 'Node: the native socket',
  TCP: 'Node: the socket and its streams',
  Socket: 'Node: the socket and its streams',
  WebSocket: 'ws: the socket',
  NodeSocket: 'ws: the socket',
  Receiver: 'ws: the receiver',
  Sender: 'ws: the sender',
  Session: 'the session',
  NodeTransport: 'the transport',
  Reader: 'the reader',
  Outbox: 'the outbox',
  LiveSocket: "the handlers' socket",
  Handlers: 'what runs the handlers',
  Vigil: 'the vigil',
  Heartbeat: 'the heartbeat',
}

/** The parts of so many connections, which one snapshot has more than the other: bytes a connection. */
export function partsOf(before: Snapshot, after: Snapshot, connections: number): Readonly<Record<string, number>> {
  const [old, all] = [tallyOf(before), tallyOf(after)]
  const parts: Record<string, number> = {}
  for (const [key, { part, count, bytes }] of all) {
    const { count: fewer = 0, bytes: less = 0 } = old.get(key) ?? {}
    // What is not made for every other connection at least is code, or something else that comes with time.
    if (part && count - fewer > connections / 2) parts[part] = (parts[part] ?? 0) + (bytes - less) / connections
  }
  return parts
}

interface Tally {
  readonly part: string | undefined
  count: number
  bytes: number
}

/** What there is of each kind, by the way to it. */
function tallyOf(snapshot: Snapshot): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>()
  for (const thing of thingsIn(snapshot)) {
    const way = wayTo(thing)
    const part = partOf(way)
    const key = [part, thing.type, ...way.slice(0, -1).map(({ via }) => via)].join(' ')
    const tally = tallies.get(key) ?? { part, count: 0, bytes: 0 }
    tally.count += 1
    tally.bytes += thing.size
    tallies.set(key, tally)
  }
  return tallies
}

/** It, what holds it, and so on up to the first that is named, or as far as is worth while. */
function wayTo(thing: Thing): readonly Thing[] {
  const way = [thing]
  for (let at: Thing | undefined = thing; at && !(at.name in owners) && way.length < 8; at = at.holder) {
    if (at.holder) way.push(at.holder)
  }
  return way
}

function partOf(way: readonly Thing[]): string | undefined {
  const below = way.slice(0, -1)
  const isHandler = below.some(({ type, via }) => via === 'events' || (type === 'closure' && via !== 'onwrite'))
  if (isHandler && below.some(({ via }) => via === 'events' || via === '_events')) return "the app's handlers"
  if (below.some(({ via }) => via === '_peername')) return "Node: the peer's address"
  if (below.some(({ via }) => via === 'intent')) return 'what the route has decided'
  return owners[way.at(-1)?.name ?? '']
}

/** All that is held, each with the shortest way to it. */
function thingsIn({ snapshot: { meta }, nodes, edges, strings }: Snapshot): readonly Thing[] {
  const { node_fields: fields, node_types: types, edge_fields: edgeFields, edge_types: edgeTypes } = meta
  const [width, edgeWidth] = [fields.length, edgeFields.length]
  const edgesFrom = firstEdges(nodes, width, fields.indexOf('edge_count'))
  const thingAt = (node: number, via: string, holder: Thing | undefined): Thing => ({
    type: types[0][nodes[node * width + fields.indexOf('type')] ?? 0] ?? '',
    name: strings[nodes[node * width + fields.indexOf('name')] ?? 0] ?? '',
    size: nodes[node * width + fields.indexOf('self_size')] ?? 0,
    via,
    holder,
  })
  const found = new Map([[0, thingAt(0, '', undefined)]])
  // A map is walked in the order in which it grows.
  for (const [node, holder] of found) {
    for (let edge = edgesFrom[node] ?? 0; edge < (edgesFrom[node + 1] ?? 0); edge += 1) {
      const field = (name: string): number => edges[edge * edgeWidth + edgeFields.indexOf(name)] ?? 0
      const type = edgeTypes[0][field('type')]
      const to = field('to_node') / width
      if (type === 'weak' || found.has(to)) continue
      const isNamed = type !== 'element' && type !== 'hidden'
      found.set(to, thingAt(to, isNamed ? (strings[field('name_or_index')] ?? '') : '', holder))
    }
  }
  return [...found.values()]
}

/** Where the edges of each node begin: they stand in the order of the nodes. */
function firstEdges(nodes: readonly number[], width: number, countAt: number): readonly number[] {
  const first = [0]
  for (let at = countAt; at < nodes.length; at += width) first.push((first.at(-1) ?? 0) + (nodes[at] ?? 0))
  return first
}
