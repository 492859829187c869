let releases = 0

/** What the bare servers answer to plain requests: no library stands between the runtime and the wire here. */
export async function answer(request: Request, path: string): Promise<Response | undefined> {
  if (path === '/refuse') return new Response('no', { status: 403, headers: { connection: 'close' } })
  if (path === '/expect') {
    return new Response('no', { status: 426, headers: { connection: 'Upgrade', upgrade: 'websocket' } })
  }
  if (path === '/body') return new Response(`got ${await request.text()}`)
  if (path === '/seen') return Response.json(seen)
  if (path === '/release') return Response.json(++releases)
  if (path !== '/slow') return undefined
  request.signal.addEventListener('abort', () => seen.push('abort'))
  seen.push('slow')
  // Polled, because a Worker may not settle a promise of another request.
  for (const before = releases; releases === before; ) await new Promise((resolve) => setTimeout(resolve, 5))
  return undefined
}

/** What happened on the server, in order. */
export const seen: string[] = []

/** Of what an adapter would need, the members that a socket has, as a message. */
export function members(socket: object): string {
  return ['terminate', 'ping', 'pause', 'bufferedAmount'].filter((name) => name in socket).join(' ')
}
