import { once } from 'node:events'
import { connect } from 'node:net'
import { equal } from '../../../src/testing/expect.ts'
import { readFrame, textFrame } from '../../../src/testing/frames.ts'
import { handshake, readHead } from '../../../src/testing/raw.ts'
import { Dialed } from '../../../testing/dial.ts'
import { Transcript } from '../../../testing/transcript.ts'

/** Another address than that of the attackers. */
const address = '127.0.0.2'

/** Between two newcomers, in ms. */
const pause = 50

/** Connects from that address, shakes hands, and has one message echoed; answers how long it took, in ms. */
async function getIn(origin: string): Promise<number> {
  const begun = performance.now()
  const { hostname: host, port } = new URL(origin)
  const socket = connect({ host, port: Number(port), localAddress: address, allowHalfOpen: true })
  const wire = new Dialed(socket, socket, new Transcript().connection(`from ${address}`))
  try {
    await once(socket, 'connect')
    wire.write(handshake({ origin }, '/endings/talk'))
    equal((await readHead(wire)).status, 101, 'the status for a newcomer')
    wire.write(textFrame('hello'))
    equal(new TextDecoder().decode((await readFrame(wire)).payload), 'hello', 'the echo to a newcomer')
    return performance.now() - begun
  } finally {
    wire.destroy()
  }
}

/** What a newcomer counts who does not get in at all: ms. */
const never = 5_000

/** How many times as long the slowest may take: on a machine with much else to do, one waits for that. */
const slack = 5

/** Newcomers one after another while that goes on; answers how long 19 of 20 took at the most, in ms. */
export async function timeToGetIn(origin: string, attack: () => Promise<unknown>): Promise<number> {
  // What a runtime compiles on its way is compiled then.
  for (let warm = 0; warm < 20; warm++) await getIn(origin)
  let over = false
  const stop = () => {
    over = true
  }
  attack().then(stop, stop)
  const taken: number[] = []
  while (!over) {
    taken.push(await getIn(origin).catch(() => never))
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  taken.sort((a, b) => a - b)
  const [most = never, slowest = never] = [taken[Math.floor(0.95 * (taken.length - 1))], taken.at(-1)]
  return Math.max(most, slowest / slack)
}
