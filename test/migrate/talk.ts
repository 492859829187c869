import { connect, plainFetch } from 'jackfield/testing/node'
import { show, within } from '../../src/testing/expect.ts'
import type { ConnectOptions, Peer } from '../../src/testing/target.ts'

/** How one talks with the app of a listing. */
export interface Manners {
  readonly path?: string
  /** Whether it says welcome: on Workers a stock helper has no `onOpen`. */
  readonly greets?: boolean
  /** Whether what one says is heard by the others, and not by the one who said it. */
  readonly publishes?: boolean
  /** What it prints in the course of the conversation. */
  readonly prints?: readonly string[]
}

/** What was seen, by what was done. */
export type Transcript = Record<string, string>

/** Connects to the app of a listing, and takes its welcome. */
export async function join(origin: string, manners: Manners, options?: ConnectOptions): Promise<Peer> {
  const peer = await connect({ origin }, manners.path ?? '/ws', options)
  if (peer.status === 101 && (manners.greets ?? true)) {
    const welcome = await peer.next()
    if (welcome !== 'welcome') throw new Error(`expected a welcome, got ${show(welcome)}`)
  }
  return peer
}

export const ending = async (peer: Peer): Promise<string> => {
  const { code, reason } = await within(peer.closed, 'the end of a connection')
  return `closed with ${code} ${show(reason)}`
}

/** The conversation that a program is to answer alike before and after its move. */
export async function converse(origin: string, manners: Manners): Promise<Transcript> {
  const seen: Transcript = {}
  const page = await plainFetch(`${origin}/`)
  seen['the page'] = `${page.status} ${await page.text()}`
  const nobody = await connect({ origin }, '/ws')
  seen['the bare path'] = `${nobody.status} ${nobody.body}`
  nobody.terminate()

  const [ada, bob] = [await join(origin, manners), await join(origin, manners)]
  seen['the handshakes'] = [ada, bob].map(({ status, protocol }) => `${status} ${show(protocol)}`).join(', ')
  // What somebody hears by mistake stands before what is heard next.
  const turns: [what: string, speaker: Peer, other: Peer, data: string | Uint8Array][] = [
    ['a text', ada, bob, 'hello'],
    ['bytes', ada, bob, Uint8Array.of(0, 1, 0xff)],
    ['another speaks', bob, ada, 'grüße'],
    ['an empty text', ada, bob, ''],
    ['a long text', bob, ada, 'long '.repeat(20_000)],
    ['a last text', ada, bob, 'last'],
  ]
  for (const [what, speaker, other, data] of turns) {
    speaker.send(data)
    seen[what] = show(await (manners.publishes ? other : speaker).next())
  }
  ada.send('bye')
  seen['the server closes'] = await ending(ada)
  bob.close(3001, 'enough')
  seen['a client closes'] = await ending(bob)
  return seen
}
