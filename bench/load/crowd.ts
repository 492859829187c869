import type { Link } from './link.ts'

/** How many connections are opened at once. */
const atOnce = 100

/** Opens so many connections, and ends them when it is left. */
export class Crowd implements Disposable {
  readonly links: Link[] = []

  static async of(size: number, open: (index: number) => Promise<Link>): Promise<Crowd> {
    const crowd = new Crowd()
    try {
      await crowd.grow(size, open)
    } catch (error) {
      crowd[Symbol.dispose]()
      throw error
    }
    return crowd
  }

  /** Opens so many more. */
  async grow(size: number, open: (index: number) => Promise<Link>): Promise<void> {
    let next = 0
    const work = async () => {
      while (next < size) this.links.push(await open(next++))
    }
    await Promise.all(Array.from({ length: Math.min(size, atOnce) }, work))
  }

  /** Says if the server has ended some of them. */
  get note(): string | undefined {
    const cut = this.links.filter((link) => link.cut !== undefined).length
    return cut === 0 ? undefined : `${cut} of ${this.links.length} connections were ended by the server`
  }

  [Symbol.dispose](): void {
    for (const link of this.links) link.end()
  }
}
