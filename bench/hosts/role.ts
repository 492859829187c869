/** What a client of `/room`, `/topics` or `/camera` is there for. */
export interface Role {
  readonly subscribes: readonly string[]
  /** The topic to which all that it sends goes; without one it gets its messages back. */
  readonly publishes?: string
}

/** The client's part, by the address that it connects to. */
export function roleOf(url: string): Role {
  const { pathname, searchParams: query } = new URL(url, 'http://localhost')
  const publishes = query.get('publish')
  if (pathname === '/room') return publishes === null ? { subscribes: ['room'] } : publisher('room')
  if (pathname === '/topics') return publishes === null ? { subscribes: range(query) } : publisher(publishes)
  if (pathname === '/camera') {
    return publishes === null ? { subscribes: [`camera-${query.get('view')}`] } : publisher(`camera-${publishes}`)
  }
  return echo
}

const echo: Role = { subscribes: [] }

function publisher(topic: string): Role {
  return { subscribes: [], publishes: topic }
}

function range(query: URLSearchParams): string[] {
  return Array.from({ length: Number(query.get('count')) }, (_, index) => `t${Number(query.get('from')) + index}`)
}
