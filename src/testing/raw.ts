import type { RawConnection, Target } from './target.ts'

/** The key of RFC 6455's own example. */
export const sampleKey = 'dGhlIHNhbXBsZSBub25jZQ=='

/** The lines of a request: a header of `undefined` is left out, one with several values is repeated. */
export type RawHeaders = Record<string, string | readonly string[] | undefined>

/** A well-formed handshake, whose headers `headers` replaces by name (in the spelling used here). */
export function handshake(target: Pick<Target, 'origin'>, path: string, headers: RawHeaders = {}): string {
  return request(target, 'GET', path, {
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': sampleKey,
    'Sec-WebSocket-Version': '13',
    ...headers,
  })
}

/** The bytes of an HTTP/1.1 request; `body` gets its Content-Length. */
export function request(
  target: Pick<Target, 'origin'>,
  method: string,
  path: string,
  headers: RawHeaders = {},
  body = '',
): string {
  const all: RawHeaders = { Host: new URL(target.origin).host, ...headers }
  if (body !== '') all['Content-Length'] = String(body.length)
  const lines = [`${method} ${path} HTTP/1.1`]
  for (const [name, value] of Object.entries(all)) {
    if (value === undefined) continue
    for (const one of typeof value === 'string' ? [value] : value) lines.push(`${name}: ${one}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

/** The head of a response. */
export interface Head {
  readonly status: number
  readonly headers: Headers
}

export async function readHead(from: RawConnection, deadline?: number): Promise<Head> {
  const text = await from.readUntil('\r\n\r\n', deadline)
  const [first = '', ...lines] = text.trimEnd().split('\r\n')
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1]
  if (status === undefined) throw new Error(`no HTTP response: ${JSON.stringify(first)}`)
  const headers = new Headers()
  for (const line of lines) {
    const colon = line.indexOf(':')
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  return { status: Number(status), headers }
}

/** The body that follows a head, as its own headers frame it: counted, chunked, or up to the end of the stream. */
export async function readBody(from: RawConnection, head: Head, deadline?: number): Promise<string> {
  if (head.status === 204 || head.status === 304) return ''
  if (head.headers.get('transfer-encoding')?.toLowerCase() === 'chunked')
    return decode(await readChunks(from, deadline))
  const length = head.headers.get('content-length')
  return decode(await (length === null ? from.readToEnd(deadline) : from.read(Number(length), deadline)))
}

/** One request, answered: its connection is left open. */
export async function exchange(from: RawConnection, bytes: string): Promise<Head & { readonly body: string }> {
  from.write(bytes)
  const head = await readHead(from)
  return { ...head, body: head.status === 101 ? '' : await readBody(from, head) }
}

/** Bytes as a string that `RawConnection.write` turns back into them: to send them in one piece with a head. */
export function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

async function readChunks(from: RawConnection, deadline?: number): Promise<Uint8Array> {
  let all = new Uint8Array()
  for (;;) {
    const size = Number.parseInt(await from.readUntil('\r\n', deadline), 16)
    const chunk = await from.read(size, deadline)
    await from.readUntil('\r\n', deadline)
    if (size === 0) return all
    const longer = new Uint8Array(all.length + size)
    longer.set(all)
    longer.set(chunk, all.length)
    all = longer
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
