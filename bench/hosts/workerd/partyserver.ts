import { type Connection, type ConnectionContext, Server, type WSMessage } from 'partyserver'
import { type Role, roleOf } from '../role.ts'
import { Topics } from '../topics.ts'
import { toRoom } from './rooms.ts'

export class Room extends Server {
  readonly #topics = new Topics<Connection<Role>>()
  readonly #publishers: string[] = []

  override onConnect(connection: Connection<Role>, { request }: ConnectionContext): void {
    const role = roleOf(request.url)
    connection.setState(role)
    this.#topics.join(connection, role.subscribes)
    if (role.publishes !== undefined) this.#publishers.push(connection.id)
  }

  override onMessage(connection: Connection<Role>, message: WSMessage): void {
    const publishes = connection.state?.publishes
    if (publishes === undefined) return void connection.send(message)
    if (publishes === 'room') return void this.broadcast(message, this.#publishers)
    for (const subscriber of this.#topics.of(publishes)) subscriber.send(message)
  }

  override onClose(connection: Connection<Role>): void {
    this.#topics.leave(connection, connection.state?.subscribes ?? [])
  }
}

export default toRoom
