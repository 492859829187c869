import {
  abortedAt,
  abortedIn,
  closedBy,
  headersSent,
  inMidMessage,
  type Leave,
  otherUpgrades,
  switched,
  type Wave,
} from './waves.ts'

const workerd = 'workerd-2026-10-01'

/** What one kind of end must look like. */
export interface Expected {
  /** How many of the connections open; absent where it depends on who is faster. */
  readonly opens?: 'all' | 'none' | undefined
  /** The codes that `onClose` may get. */
  readonly closes: readonly number[]
  /** The codes that the peer may see. */
  readonly peers: readonly number[]
  /** Set where the runtime itself keeps the descriptor and the memory of such a connection. */
  readonly leaks?: boolean
}

/** One way in which a connection ends. */
export interface Kind extends Expected {
  readonly name: string
  readonly wave: Wave
  /** What differs by runtime. */
  readonly on?: Readonly<Record<string, Partial<Expected>>>
}

const aborts = (['FIN', 'RST'] as const).flatMap((how: Leave): Kind[] => {
  const dropped = { closes: [1006], peers: [] }
  // A Worker is not told that a client leaves, and upgrades it if its half of the connection still stands.
  const unopened = {
    opens: 'none',
    closes: [],
    peers: [],
    on: { [workerd]: { opens: undefined, closes: [1006] } },
  } as const
  return [
    { name: `${how} during middleware`, wave: abortedIn('/middleware', how), ...unopened },
    { name: `${how} during an async factory`, wave: abortedIn('/factory', how), ...unopened },
    { name: `${how} right after the 101`, wave: abortedAt(switched, how), opens: 'all', ...dropped },
    { name: `${how} in mid-message`, wave: abortedAt(inMidMessage, how), opens: 'all', ...dropped },
    { name: `${how} of another upgrade`, wave: otherUpgrades(how), opens: 'none', closes: [], peers: [] },
    {
      name: `${how} after the headers`,
      wave: abortedAt(headersSent, how),
      ...dropped,
      // Deno 2.9 waits for ever for an upgrade whose 101 it could not write, also without this library.
      // https://github.com/denoland/deno/blob/main/ext/http/http_next.rs (op_http_upgrade_websocket_next)
      on: how === 'RST' ? { deno: { leaks: true } } : {},
    },
  ]
})

const closes: readonly Kind[] = [
  {
    name: 'closed by peer',
    wave: closedBy((peer) => peer.close(4001)),
    opens: 'all',
    closes: [4001],
    peers: [4001],
  },
  {
    name: 'closed by server',
    wave: closedBy((peer) => peer.send('close')),
    opens: 'all',
    closes: [4002],
    peers: [4002],
  },
  {
    name: 'crossing closes',
    wave: closedBy((peer) => {
      peer.send('close')
      peer.close(4001)
    }),
    opens: 'all',
    closes: [4001],
    peers: [4002],
    on: {
      // FT03e: Bun tells our own code, inside close().
      bun: { closes: [4002] },
      // The adapter writes the close frame in a quiet moment: here the peer's comes first, and is answered.
      deno: { peers: [4001, 4002] },
    },
  },
  {
    name: 'terminated by server',
    wave: closedBy((peer) => peer.send('terminate')),
    opens: 'all',
    closes: [1006],
    peers: [1006],
    // LC05c: they cannot cut a WebSocket.
    on: { deno: { peers: [1005] }, [workerd]: { peers: [1005] } },
  },
  {
    name: 'reset by peer',
    wave: closedBy(async (peer) => {
      peer.send('hello')
      await peer.next()
      peer.terminate()
    }),
    opens: 'all',
    closes: [1006],
    peers: [1006],
  },
]

/** The last one leaves something behind on Deno, which would blur what comes after it. */
export const kinds: readonly Kind[] = [...closes, ...aborts]
