/** Bytes that a peer sends on a new connection, and what must come of them. */
export interface RequestCase {
  readonly group: string
  readonly name: string
  /** Latin-1, byte for byte; `{host}` stands for the server's own, `{id}` for one of the observation log. */
  readonly request: string
  /** How many answers there are. Default: 1. */
  readonly answers?: number
  readonly expected: string
}

export type Lines = Readonly<Record<string, string | readonly string[] | undefined>>

/** The lines of a well-formed handshake, which `changes` replaces by name; `undefined` leaves one out. */
export function linesOf(changes: Lines): string[] {
  const all: Lines = {
    Host: '{host}',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version': '13',
    ...changes,
  }
  return Object.entries(all).flatMap(([name, value]) => [value ?? []].flat().map((one) => `${name}: ${one}`))
}

export function requestOf(first: string, lines: readonly string[], body = ''): string {
  return `${[first, ...lines].join('\r\n')}\r\n\r\n${body}`
}

/** The first line of a good handshake. */
export const first = 'GET /handshake/echo HTTP/1.1'

/** A handshake with other lines than a good one has. */
export const asks = (group: string, name: string, changes: Lines, expected: string, line = first): RequestCase => ({
  group,
  name,
  request: requestOf(line, linesOf(changes)),
  expected,
})
