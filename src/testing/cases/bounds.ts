import { elapse, equal, freshId, match, ok, open, until, untilEvent, within } from '../expect.ts'
import { encodeFrame, opcode, readFrame, textFrame } from '../frames.ts'
import type { ContractCase, Peer, RawConnection, Target } from '../target.ts'
import { boundsSlow } from './bounds-slow.ts'
import { answerClose, ended, expectAlive, openRaw } from './probes.ts'

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index))

async function expectEchoes(peer: Peer, texts: readonly string[]): Promise<void> {
  for (const text of texts) equal(await peer.next(), text, 'an echo')
}

/** Sends so many messages at once, and reads what is echoed until the connection is closed: the echoes. */
async function flood(target: Target, path: string, count: number): Promise<{ echoes: string[]; code: number }> {
  const peer = await open(target, path)
  for (const text of numbers(count)) peer.send(text)
  // What the server waits for before it gives up, on a clock that stands still.
  await until(async () => {
    await elapse(target, 100)
    return Promise.race([peer.closed.then(() => true), target.fetch('/handshake/plain').then(() => false)])
  }, 'the close')
  const echoes: string[] = []
  for (;;) {
    const text = await peer.next().catch(() => undefined)
    if (text === undefined) break
    echoes.push(String(text))
  }
  return { echoes, code: (await ended(peer)).code }
}

const ping = encodeFrame({ opcode: opcode.ping, payload: new Uint8Array() })

function sendPings(raw: RawConnection, count: number): void {
  for (let index = 0; index < count; index++) raw.write(ping)
}

/** Where nobody tells of pings: the connection goes on. */
async function expectUncounted(target: Target): Promise<void> {
  const raw = await openRaw(target, '/bounds/flooded')
  sendPings(raw, 200)
  raw.write(textFrame('still here'))
  for (;;) {
    const { opcode: kind, payload } = await readFrame(raw)
    if (kind === opcode.pong) continue
    equal(new TextDecoder().decode(payload), 'still here', 'the echo')
    return
  }
}

/** BD01 to BD04, and FT06: how much of one connection, and of all. */
export const bounds: readonly ContractCase[] = [
  {
    id: 'BD01',
    level: 'MUST',
    title: 'messages beyond maxRate wait until they may come, and none is lost',
    needs: ['guards', 'pauses'],
    async run(target) {
      const peer = await open(target, '/bounds/rate')
      const texts = numbers(15)
      const begin = performance.now()
      for (const text of texts) peer.send(text)
      let echoed = false
      const echoes = expectEchoes(peer, texts).then(() => {
        peer.send('late')
        return expectEchoes(peer, ['late'])
      })
      echoes
        .finally(() => {
          echoed = true
        })
        .catch(() => {})
      let passed = 0
      await until(async () => {
        passed += 25
        await elapse(target, 25)
        return echoed
      }, 'the last echo')
      await echoes
      // What is read in one packet counts, but is not held back: it is what comes later that waits.
      const took = target.clock ? passed : performance.now() - begin
      ok(took > 400, `ten messages too many took ${took} ms, at 20 a second`)
    },
  },
  {
    id: 'BD01b',
    level: 'MUST',
    title: 'a peer that keeps on sending beyond maxRate is closed with 1013, and what came before is handled in order',
    needs: ['guards'],
    async run(target) {
      const bystander = await open(target, '/bounds/flooded')
      const { echoes, code } = await flood(target, '/bounds/flooded', 40)
      equal(code, 1013, 'the code')
      equal(echoes, numbers(echoes.length), 'the echoes')
      ok(echoes.length < 40, 'not all of them were handled')
      await expectAlive(bystander)
    },
  },
  {
    id: 'BD01c',
    level: 'MUST',
    title: 'a burst is no offence',
    needs: ['guards'],
    async run(target) {
      const peer = await open(target, '/bounds/flooded')
      for (const text of numbers(5)) peer.send(text)
      await expectEchoes(peer, numbers(5))
    },
  },
  {
    id: 'BD01d',
    level: 'MUST',
    title: 'pings count like messages',
    needs: ['guards', 'raw'],
    async run(target) {
      const raw = await openRaw(target, '/bounds/flooded')
      sendPings(raw, 40)
      equal((await within(answerClose(raw), 'the close', 2_000)).code, 1013, 'the code')
    },
    deviations: { deno: expectUncounted, workerd: expectUncounted },
  },
  {
    id: 'BD01e',
    level: 'MUST',
    title: 'the rate of the server holds on every route, but for those that say otherwise: false lets all pass',
    needs: ['guards'],
    variant: 'bounds',
    async run(target) {
      const free = await open(target, '/bounds/free')
      for (const text of numbers(200)) free.send(text)
      await expectEchoes(free, numbers(200))
      equal((await flood(target, '/bounds/default', 40)).code, 1013, 'the code elsewhere')
      await expectAlive(free)
    },
  },
  ...boundsSlow,
  {
    id: 'BD04',
    level: 'MUST',
    title: 'a misspelt option, or one of the wrong type, is told by its name',
    needs: ['guards'],
    async run(target) {
      for (const [which, words] of Object.entries({
        misspelt: /maxBufferdBytes/,
        text: /maxBufferedBytes/,
        policy: /slowReader/,
        rate: /maxRate/,
        listed: /origins/,
      })) {
        const id = freshId()
        const peer = await target.connect(`/bounds/mistaken/${which}?id=${id}`)
        equal(peer.status, 500, `the status of ${which}`)
        match(peer.body, words, `the body of ${which}`)
      }
      const id = freshId()
      const peer = await open(target, `/bounds/default?id=${id}`)
      await untilEvent(target, id, 'open')
      await expectAlive(peer, 'a good one')
    },
  },
]
