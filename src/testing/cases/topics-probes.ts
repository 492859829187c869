import type { PublishResult } from '../app/kit.ts'
import type { TopicsCommand } from '../app/topics.ts'
import { equal, ok, open } from '../expect.ts'
import type { Peer, Target } from '../target.ts'

/** Sends a command to a topics route, and reads its answer. */
export const ask = async (peer: Peer, ...command: TopicsCommand): Promise<unknown> => {
  peer.send(JSON.stringify(command))
  const answer = String(await peer.next())
  ok(!answer.startsWith('error:'), `${command[0]}: ${answer}`)
  ok(/^["{]/.test(answer), `${command[0]}: expected an answer, got the message ${answer}`)
  return JSON.parse(answer)
}

/** A connection of one of the two routes. */
export const join = (target: Target, route: 'a' | 'b' = 'a', query = ''): Promise<Peer> =>
  open(target, `/topics/${route}?${query}`)

/** A connection that subscribes to a topic. */
export async function subscriber(target: Target, topic: string, route: 'a' | 'b' = 'a', query = ''): Promise<Peer> {
  const peer = await join(target, route, query)
  equal(await ask(peer, 'subscribe', topic), 'done', 'subscribe')
  return peer
}

/** Nothing has come: the next message is the answer to a question that is asked now. */
export async function expectNothing(peer: Peer, what: string): Promise<void> {
  equal(await ask(peer, 'echo', 'nothing came'), 'nothing came', what)
}

/** Publishes by an HTTP handler. */
export const publishBy = async (
  target: Target,
  to: Parameters<NonNullable<Target['control']>['publish']>[0],
  data: string,
): Promise<PublishResult> => {
  const response = await target.fetch('/topics/publish', { method: 'POST', body: JSON.stringify({ target: to, data }) })
  equal(response.status, 200, 'the status of the HTTP handler')
  return (await response.json()) as PublishResult
}
