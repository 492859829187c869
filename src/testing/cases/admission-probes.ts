import type { Told } from '../app/admission.ts'
import type { LogEntry } from '../app/kit.ts'
import { equal, freshId, ok, open, readLog, until, untilLog } from '../expect.ts'
import type { ConnectOptions, Peer, Target } from '../target.ts'
import { ended } from './probes.ts'

/** On workerd it is the edge that tells the address of a connection; nobody else listens to this. */
export const ofLoopback: Readonly<Record<string, string>> = { 'CF-Connecting-IP': '127.0.0.1' }

/** What a socket of the admission routes tells of itself and its client when it opens. */
export async function told(
  target: Target,
  path: string,
  headers: Record<string, string> = {},
): Promise<Told & { readonly peer: Peer }> {
  const peer = await open(target, path, { headers: { ...ofLoopback, ...headers } })
  return { ...(JSON.parse(String(await peer.next())) as Told), peer }
}

/** The same of a plain request. */
export async function toldPlain(target: Target, headers: Record<string, string>): Promise<Told> {
  const response = await target.fetch('/admission/where', { headers: { ...ofLoopback, ...headers } })
  equal(response.status, 200, 'the status of a plain request')
  return (await response.json()) as Told
}

/** Connects, and fails unless it is answered with this status and, if it is refused, by nothing of the route's. */
export async function expectStatus(
  target: Target,
  path: string,
  id: string,
  status: number,
  options: ConnectOptions = {},
): Promise<Peer> {
  const peer = await target.connect(`${path}?id=${id}`, options)
  equal(peer.status, status, `the status of ${path} for ${JSON.stringify(options)}; ${peer.body}`)
  if (status !== 101) {
    const ran = (await readLog(target, id)).filter(({ event }) => event === 'factory' || event === 'middleware')
    equal(ran.length, 0, `what ran of the app for ${JSON.stringify(options)}`)
  }
  return peer
}

/** The code of a refusal, whose client asks for JSON. */
export const codeOf = ({ body }: { readonly body: string }): unknown => (JSON.parse(body) as { code: string }).code

/** What the server has reported so far, of this kind and for this reason. */
export async function reported(target: Target, kind: string, reason: string): Promise<LogEntry[]> {
  return (await readLog(target, 'server')).filter((entry) => entry.event === kind && entry['reason'] === reason)
}

/** Waits until the server has reported this so many times. */
export async function untilReported(target: Target, kind: string, reason: string, times = 1): Promise<LogEntry[]> {
  const all = (log: readonly LogEntry[]) => log.filter((entry) => entry.event === kind && entry['reason'] === reason)
  const log = await untilLog(target, 'server', (entries) => all(entries).length >= times, `${kind}: ${reason}`)
  return all(log)
}

/** The log of the server, with all that it has logged up to now: what is not in it will not come. */
export async function logSoFar(target: Target): Promise<string> {
  ok(target.logged, 'the log of the server can be seen')
  const id = freshId()
  await target.connect('/handshake/echo', foreign(id))
  return until(() => target.logged!().includes(id) && target.logged!(), 'the marker in the log')
}

/** A token of this kind that nothing else has in it. */
export const tokenOf = (kind: string): string => `${kind}.ann.${freshId()}`

export async function expectUnlogged(target: Target, token: string): Promise<void> {
  const log = await logSoFar(target)
  for (const part of [token, token.slice(-12)]) ok(!log.includes(part), `${part} of a token is in the log`)
}

/** Too large a message, at which a route closes. */
export async function closeByLimit(target: Target): Promise<void> {
  const peer = await open(target, '/messages/small')
  peer.send('x'.repeat(65))
  equal((await ended(peer)).code, 1009, 'the code')
}

/** What a page of a foreign origin sends. */
export const foreign = (name = 'foreign') => ({ headers: { Origin: `https://${name}.example`, Host: 'app.example' } })
