import { DurableObject } from 'cloudflare:workers'
import { type Role, roleOf } from '../role.ts'
import { Topics } from '../topics.ts'
import { toRoom } from './rooms.ts'

export class Room extends DurableObject {
  readonly #topics = new Topics<WebSocket>()
  readonly #roles = new Map<WebSocket, Role>()

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env)
    for (const socket of state.getWebSockets()) this.#admit(socket, socket.deserializeAttachment())
  }

  override fetch({ url }: Request): Response {
    const { 0: theirs, 1: ours } = new WebSocketPair()
    this.ctx.acceptWebSocket(ours)
    const role = roleOf(url)
    ours.serializeAttachment(role)
    this.#admit(ours, role)
    return new Response(null, { status: 101, webSocket: theirs })
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    const publishes = this.#roles.get(socket)?.publishes
    if (publishes === undefined) return void socket.send(message)
    for (const subscriber of this.#topics.of(publishes)) subscriber.send(message)
  }

  override webSocketClose(socket: WebSocket): void {
    this.#topics.leave(socket, this.#roles.get(socket)?.subscribes ?? [])
    this.#roles.delete(socket)
  }

  override webSocketError(socket: WebSocket): void {
    this.webSocketClose(socket)
  }

  #admit(socket: WebSocket, role: Role): void {
    this.#topics.join(socket, role.subscribes)
    this.#roles.set(socket, role)
  }
}

export default toRoom
