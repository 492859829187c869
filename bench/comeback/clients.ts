// A process of clients, on Node. It reads orders on stdin and answers each by a line with its `id`.
import process from 'node:process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../../src/client/index.ts'
import { lobby } from './channel.ts'
import type { Order } from './fleet.ts'
import type { Comeback } from './record.ts'

/** How many clients open at once, as they would not all be there at the first moment of a server. */
const atOnce = 10

class Client {
  readonly #opened = Promise.withResolvers<void>()
  readonly #back = Promise.withResolvers<void>()
  #lost: number | undefined
  #returned: number | undefined
  readonly #attempts: number[] = []

  constructor(url: string) {
    connect(lobby, url).status.subscribe(({ state }) => this.#note(state, Date.now()))
  }

  get opened(): Promise<void> {
    return this.#opened.promise
  }

  get back(): Promise<void> {
    return this.#back.promise
  }

  get comeback(): Comeback {
    return { lost: this.#lost, attempts: this.#attempts, back: this.#returned }
  }

  #note(state: string, now: number): void {
    if (state === 'open' && this.#lost !== undefined) {
      this.#returned ??= now
      this.#back.resolve()
    }
    if (state === 'open') this.#opened.resolve()
    if (state === 'waiting') this.#lost ??= now
    if (state === 'connecting' && this.#lost !== undefined && this.#returned === undefined) this.#attempts.push(now)
  }
}

const clients: Client[] = []

async function open({ url, count }: Order<'open'>): Promise<void> {
  let left = count
  const work = async () => {
    while (left-- > 0) {
      const client = new Client(url)
      clients.push(client)
      await client.opened
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

async function comebacks({ patience }: Order<'comebacks'>): Promise<readonly Comeback[]> {
  await Promise.race([Promise.all(clients.map(({ back }) => back)), sleep(patience)])
  return clients.map(({ comeback }) => comeback)
}

const acts = { open, comebacks } as { [Act in Order['act']]: (order: Order) => Promise<unknown> }

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const { id, ...order } = JSON.parse(line) as Order & { readonly id: number }
    console.log(JSON.stringify({ id, result: await acts[order.act](order) }))
  })
  .on('close', () => process.exit())
