import { fileURLToPath } from 'node:url'
import { Child } from '../../test/contract/child.ts'
import { binaryOf } from '../servers.ts'
import type { Comeback } from './record.ts'

interface Orders {
  open: { readonly url: string; readonly count: number }
  /** How long they may take, in ms. */
  comebacks: { readonly patience: number }
}

/** What a process of clients is asked for: a line of JSON. */
export type Order<Act extends keyof Orders = keyof Orders> = {
  [Name in Act]: Orders[Name] & { readonly act: Name }
}[Act]

const margin = 30_000

/** What a server is asked for: to listen on a port, or only to be ready for that. */
export interface ServerOrder {
  readonly port?: number
}

const start = (file: string): Child =>
  new Child(binaryOf('node'), ['--conditions=jackfield-source', fileURLToPath(new URL(file, import.meta.url))])

/** A server process that has yet to listen, so that none of its start counts as time away. */
export async function standby(): Promise<Child> {
  const server = start('./server.ts')
  await server.command({}, margin)
  return server
}

/** Lets it listen; resolves with its port. */
export async function listen(server: Child, port: number): Promise<number> {
  return (await server.command({ port }, margin)) as number
}

/** Clients in processes, as many in each. */
export class Fleet implements AsyncDisposable {
  readonly #children: readonly Child[]

  constructor(processes: number) {
    this.#children = Array.from({ length: processes }, () => start('./clients.ts'))
  }

  /** Opens so many clients in all; resolves when they are open. */
  async open(url: string, clients: number): Promise<void> {
    await this.#order({ act: 'open', url, count: clients / this.#children.length }, margin)
  }

  /** What each of them has done since the server was lost, once all are back or that time is over. */
  async comebacks(patience: number): Promise<readonly Comeback[]> {
    return (await this.#order({ act: 'comebacks', patience }, patience + margin)).flat() as Comeback[]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#children.map((child) => child.end()))
  }

  async #order(order: Order, ms: number): Promise<readonly unknown[]> {
    return Promise.all(this.#children.map((child) => child.command({ ...order }, ms)))
  }
}
