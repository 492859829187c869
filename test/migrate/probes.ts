import { plainFetch } from 'jackfield/testing/node'
import { show } from '../../src/testing/expect.ts'
import { ending, join, type Manners } from './talk.ts'

/** How the listings write a handler of messages. */
const handlers = [
  { opens: /onMessage\(event, ws\) \{\n/, text: 'event.data', socket: 'ws' },
  { opens: /'message', \(data, isBinary\) => \{\n/, text: 'String(data)', socket: 'socket' },
  { opens: /message\(peer, message\) \{\n/, text: 'message.text()', socket: 'peer' },
]

/** A listing with mistakes in its handler of messages, each made on demand. */
export function withMistakes(listing: string): string {
  const handler = handlers.find(({ opens }) => opens.test(listing))
  if (!handler) throw new Error(`no handler of messages in\n${listing}`)
  const { opens, text, socket } = handler
  const mistakes = [
    `if (${text} === 'throw') throw new Error('a mistake')`,
    `if (${text} === 'reject') return Promise.reject(new Error('a mistake'))`,
    `if (${text} === 'close') return ${socket}.close(1005)`,
  ]
  return listing.replace(opens, `$&${mistakes.join('\n')}\n`)
}

const roundTrips = 30

/** What becomes of a connection whose peer says this: heard again, or how it ended. */
async function say(origin: string, manners: Manners, data: string): Promise<string> {
  const [speaker, other] = [await join(origin, manners), await join(origin, manners)]
  const hearer = manners.publishes ? other : speaker
  speaker.send(data)
  const hear = async () => {
    // Whatever it does is done by then; more on this connection before could hide how that ends: Deno 2.9 loses a close
    // frame when a message is read first, and our adapter waits 10 ms for a quiet moment.
    for (let round = 0; round < roundTrips; round++) await plainFetch(`${origin}/`)
    speaker.send('and then')
    return (await hearer.next()) === data ? 'heard' : 'nothing happens'
  }
  const seen = await Promise.race([hear().catch(() => ending(speaker)), ending(speaker)])
  for (const peer of [speaker, other]) peer.terminate()
  return seen
}

type Probe = (origin: string, manners: Manners) => Promise<string>

/** What may become stricter by a move, as a client sees it. */
export const probes: Readonly<Record<string, Probe>> = {
  async 'a page of elsewhere connects'(origin, manners) {
    const peer = await join(origin, manners, { headers: { Origin: 'https://elsewhere.example' } })
    peer.terminate()
    return String(peer.status)
  },
  async 'a client offers subprotocols'(origin, manners) {
    const peer = await join(origin, manners, { protocols: ['v2.chat', 'v1.chat'] })
    peer.terminate()
    return `${peer.status} ${show(peer.protocol)}`
  },
  async 'a browser opens the route'(origin, { path = '/ws' }) {
    return String((await plainFetch(origin + path)).status)
  },
  'a message has 2 MiB': (origin, manners) => say(origin, manners, 'x'.repeat(2 ** 21)),
  'a close code is not allowed': (origin, manners) => say(origin, manners, 'close'),
  'a handler throws': (origin, manners) => say(origin, manners, 'throw'),
  'a handler rejects': (origin, manners) => say(origin, manners, 'reject'),
}

/** Whether the program still serves. */
export const isAlive = async (origin: string, manners: Manners): Promise<boolean> => {
  try {
    const peer = await join(origin, manners)
    peer.terminate()
    return peer.status === 101
  } catch {
    return false
  }
}
