import { fileURLToPath } from 'node:url'
import { Child } from '../../test/contract/child.ts'
import { pin } from '../measure.ts'
import type { Delivery, Round } from '../scenarios/scenario.ts'
import type { Order } from './main.ts'

/** How long an order may take beside what it measures: milliseconds. */
const patience = 60_000

/** The process that makes the load, on the second processor where that can be chosen. */
export class Generator {
  readonly #binary: string
  #child: Child | undefined

  constructor(binary: string) {
    this.#binary = binary
  }

  async round(order: Omit<Order, 'play'>): Promise<Round> {
    return (await this.#ask({ ...order, play: 'round' })) as Round
  }

  async check(order: Omit<Order, 'play'>): Promise<Delivery> {
    return (await this.#ask({ ...order, play: 'check' })) as Delivery
  }

  async end(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    await child?.end()
  }

  /** After a failure there may be load left of it: the next order has a process of its own. */
  async #ask(order: Order): Promise<unknown> {
    this.#child ??= this.#start()
    try {
      return await this.#child.command({ ...order }, patience + order.seconds * 10_000)
    } catch (error) {
      await this.end()
      throw error
    }
  }

  #start(): Child {
    const child = new Child(this.#binary, [fileURLToPath(new URL('./main.ts', import.meta.url))])
    pin(child.pid, 1)
    return child
  }
}
