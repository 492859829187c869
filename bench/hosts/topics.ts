/** Who subscribes to what, on the servers whose library has no topics. */
export class Topics<Socket> {
  readonly #subscribers = new Map<string, Set<Socket>>()

  join(socket: Socket, topics: readonly string[]): void {
    for (const topic of topics) {
      const sockets = this.#subscribers.get(topic)
      if (sockets) sockets.add(socket)
      else this.#subscribers.set(topic, new Set([socket]))
    }
  }

  leave(socket: Socket, topics: readonly string[]): void {
    for (const topic of topics) {
      const sockets = this.#subscribers.get(topic)
      sockets?.delete(socket)
      if (sockets?.size === 0) this.#subscribers.delete(topic)
    }
  }

  of(topic: string): Iterable<Socket> {
    return this.#subscribers.get(topic) ?? []
  }
}
