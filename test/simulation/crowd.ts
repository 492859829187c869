import type { Router } from '../../src/adapter.ts'
import { haste, limits } from './app.ts'
import type { Line } from './line.ts'

/** What an address counts by. */
const bucketOf = (address: string | undefined): string | undefined => address?.replace(/^2001:db8::.*/, '2001:db8::/64')

/** Who is on a server, as far as it is known from outside. */
export class Crowd {
  readonly #lines: readonly Line[]
  readonly #now: () => number

  constructor(lines: readonly Line[], now: () => number) {
    this.#lines = lines
    this.#now = now
  }

  /** What a handshake may be answered with, as the server may be full. */
  at(line: Line): number[] {
    const asking = this.#lines.filter((one) => one !== line && one.asking)
    const inside = this.#lines.filter((one) => one !== line && (one.asking || this.#mayBeInside(one)))
    return [
      ...(asking.length >= limits.maxHandshakes.total || inside.length >= limits.maxConnections.total ? [503] : []),
      ...(from(line, asking) >= limits.maxHandshakes.perAddress ||
      from(line, inside) >= limits.maxConnections.perAddress
        ? [429]
        : []),
    ]
  }

  /** Whether the server is full for a handshake, beyond doubt. */
  isFull(line: Line): boolean {
    const inside = this.#lines.filter((one) => one.session?.readyState === 1)
    return inside.length >= limits.maxConnections.total || from(line, inside) >= limits.maxConnections.perAddress
  }

  /** Answers with what is wrong with who is inside. */
  check(router: Router): string | undefined {
    const { connections, handshakes } = router.stats()
    const open = this.#lines.filter((one) => one.session?.readyState === 1)
    const most = Math.max(0, ...open.map((line) => from(line, open)))
    if (connections < open.length) return `${connections} connections are counted, and ${open.length} are open`
    if (connections > limits.maxConnections.total) return `${connections} connections are too many`
    if (most > limits.maxConnections.perAddress) return `${most} connections from one address are too many`
    if (handshakes > limits.maxHandshakes.total) return `${handshakes} handshakes are too many`
    return undefined
  }

  #mayBeInside(line: Line): boolean {
    const now = this.#now()
    if (line.decidedAt === undefined) return false
    if (line.opened === 0 && line.end) return now <= line.end.at + haste
    if (line.opened === 0 && line.session?.readyState === 0)
      return now <= line.decidedAt + limits.handshakeTimeout + haste
    return line.leftAt === undefined || now <= line.leftAt + haste
  }
}

/** How many of these come from where this one does. */
const from = (line: Line, lines: readonly Line[]): number => {
  const bucket = bucketOf(line.plan.address)
  return bucket === undefined ? 0 : lines.filter(({ plan }) => bucketOf(plan.address) === bucket).length
}
