import type { Message, Peer } from 'crossws'
import type { ContractEvents, PublishResult } from '../../../src/testing/app/kit.ts'

/** What a route leaves for the hooks of its connection. */
export interface Accepted {
  readonly events: ContractEvents
  readonly url: URL
  readonly protocol: string
  readonly namespace: string
  socket?: CrosswsSocket
}

/** A peer by the names that the contract's app uses. What crossws has no equivalent of is not there. */
export class CrosswsSocket {
  readonly binaryType = 'arraybuffer'
  readonly url: URL
  readonly protocol: string
  data: unknown
  readonly #peer: Peer

  constructor(peer: Peer, { url, protocol }: Accepted) {
    this.#peer = peer
    this.url = url
    this.protocol = protocol
  }

  get id(): string {
    return this.#peer.id
  }

  get raw(): unknown {
    return this.#peer.websocket
  }

  get remoteAddress(): string | undefined {
    return this.#peer.remoteAddress
  }

  get readyState(): number | undefined {
    return this.#peer.websocket.readyState
  }

  get bufferedAmount(): number {
    return this.#peer.bufferedAmount
  }

  send(data: unknown): unknown {
    return this.#peer.send(data)
  }

  close(code?: number, reason?: string): void {
    this.#peer.close(code, reason)
  }

  terminate(): void {
    this.#peer.terminate()
  }

  subscribe(topic: string): void {
    this.#peer.subscribe(topic)
  }

  unsubscribe(topic: string): void {
    this.#peer.unsubscribe(topic)
  }

  publish(topic: string, data: string | ArrayBuffer): PublishResult {
    const result = resultOf(topic, this.#peer.peers, this.#peer)
    this.#peer.publish(topic, data)
    return result
  }
}

/** crossws does not tell how many a message goes to: those who are in the topic now are counted. */
export function resultOf(topic: string, peers: Iterable<Peer> = [], except?: Peer): PublishResult {
  return { sent: [...peers].filter((peer) => peer !== except && peer.topics.has(topic)).length, dropped: 0 }
}

export function dataOf(message: Message): string | ArrayBuffer {
  // On Node its arrayBuffer() is the whole pool that the bytes lie in.
  return typeof message.rawData === 'string' ? message.text() : Uint8Array.from(message.uint8Array()).buffer
}
