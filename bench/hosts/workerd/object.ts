import { DurableObject } from 'cloudflare:workers'
import { roleOf } from '../role.ts'
import { Topics } from '../topics.ts'
import { toRoom } from './rooms.ts'

export class Room extends DurableObject {
  readonly #topics = new Topics<WebSocket>()

  override fetch({ url }: Request): Response {
    const { subscribes, publishes } = roleOf(url)
    const { 0: theirs, 1: ours } = new WebSocketPair()
    ours.accept()
    ours.binaryType = 'arraybuffer'
    this.#topics.join(ours, subscribes)
    ours.addEventListener('close', () => this.#topics.leave(ours, subscribes))
    ours.addEventListener('message', ({ data }) => {
      if (publishes === undefined) return ours.send(data)
      for (const subscriber of this.#topics.of(publishes)) subscriber.send(data)
    })
    return new Response(null, { status: 101, webSocket: theirs })
  }
}

export default toRoom
