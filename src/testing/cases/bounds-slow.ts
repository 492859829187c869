import type { LogEntry } from '../app/kit.ts'
import { equal, freshId, ok, open, until, untilEvent, untilLog } from '../expect.ts'
import { encodeFrame, opcode, textFrame } from '../frames.ts'
import type { ContractCase, RawConnection, Target } from '../target.ts'
import { untilReported } from './admission-probes.ts'
import { answerClose, expectAlive, named, nextFrame, openRaw } from './probes.ts'

/** More than any network's buffers hold, in chunks. */
const many = 128
const mebibyte = 2 ** 20
/** How long that much may take, on a machine that has much else to do: milliseconds. */
const patience = 15_000

/** A connection that is told to have something sent, and then reads nothing. */
async function unread(target: Target, path: string, command?: string): Promise<RawConnection> {
  const raw = await openRaw(target, path)
  raw.pause()
  if (command !== undefined) raw.write(textFrame(command))
  return raw
}

/** The next message, whose text is a chunk's: its topic and its number. */
async function nextChunk(raw: RawConnection): Promise<{ topic: string; index: number }> {
  const { payload } = await nextFrame(raw, patience)
  const [topic = '', index] = new TextDecoder().decode(payload.subarray(0, 100)).split(' ')
  return { topic, index: Number(index) }
}

/** Sends a word, which comes back when all that was accepted before is read: what that was, by topic. */
async function readChunks(raw: RawConnection): Promise<Map<string, number[]>> {
  raw.write(encodeFrame({ opcode: opcode.text, payload: new TextEncoder().encode('over') }))
  const chunks = new Map<string, number[]>()
  for (;;) {
    const { topic, index } = await nextChunk(raw)
    if (topic === 'over') return chunks
    chunks.set(topic, [...(chunks.get(topic) ?? []), index])
  }
}

async function publish(target: Target, route: string, topics: readonly string[], count: number, size?: number) {
  const body = JSON.stringify({ route, topics, count, size })
  const init = { method: 'POST', body, signal: AbortSignal.timeout(patience) }
  const response = await target.fetch('/bounds/publish', init)
  return (await response.json()) as { sent: number; dropped: number }
}

/** What the handler had sent: which were accepted, and the state of the socket then. */
async function sent(target: Target, id: string, times = 1): Promise<{ accepted: number[]; readyState: number }> {
  const isThere = (entries: LogEntry[]) => named(entries, 'sent').length >= times
  const log = await untilLog(target, id, isThere, 'what was sent', patience)
  return named(log, 'sent').at(-1) as LogEntry & { accepted: number[]; readyState: number }
}

/** A peer that does not read is closed when so much waits, and others notice nothing. */
async function expectSlowReader(target: Target, route: string, many: number, bytes?: number): Promise<void> {
  const [id, other] = [freshId(), await open(target, `/bounds/${route}`)]
  const raw = await unread(target, `/bounds/${route}?id=${id}`, `${many} ${bytes ?? ''}`)
  const { accepted, readyState } = await sent(target, id)
  ok(accepted.length < many, `${accepted.length} of ${many} chunks were accepted`)
  equal(accepted, [...accepted.keys()], 'what was accepted: the first ones')
  equal(readyState, 2, 'readyState afterwards')
  await expectAlive(other)
  raw.resume()
  equal(await answerClose(raw), { code: 1013, reason: 'slow_reader' }, 'the close')
  await untilEvent(target, id, 'close')
}

/** Where nobody tells what is unread: in all it is only guessed, and nobody is cut. */
async function expectNobodyCut(target: Target): Promise<void> {
  const id = freshId()
  const raw = await unread(target, `/bounds/wide?id=${id}`, `fill ${8 * mebibyte}`)
  await untilEvent(target, id, 'filled', patience)
  raw.resume()
  equal((await readChunks(raw)).get('fill')?.length, 128, 'the chunks')
}

/** BD02, BD03 and FT06: peers that read more slowly than they are sent to. */
export const boundsSlow: readonly ContractCase[] = [
  {
    id: 'FT06',
    level: 'MUST',
    title: 'a peer that does not read is closed with 1013 by default, and harms nobody else',
    needs: ['raw'],
    // Few and large: where nobody tells what is unread it is guessed by the rate, which a busy machine may not reach.
    run: (target) => expectSlowReader(target, 'default', 8, 8 * mebibyte),
  },
  {
    id: 'BD02',
    level: 'MUST',
    title: 'close: a peer for whom maxBufferedBytes wait is closed with 1013',
    needs: ['guards', 'raw'],
    run: (target) => expectSlowReader(target, 'slow/close', many),
  },
  {
    id: 'BD02b',
    level: 'MUST',
    title:
      'drop: what is beyond maxBufferedBytes is dropped and the sender told; all that was accepted comes, in order',
    needs: ['guards', 'raw'],
    async run(target) {
      const id = freshId()
      const raw = await unread(target, `/bounds/slow/drop?id=${id}`, String(many))
      const { accepted, readyState } = await sent(target, id)
      ok(accepted.length < many, `${accepted.length} of ${many} chunks were accepted`)
      equal(readyState, 1, 'readyState afterwards')
      await untilReported(target, 'dropped', 'slow_reader')
      raw.resume()
      const received: number[] = []
      while (received.length < accepted.length) received.push((await nextChunk(raw)).index)
      equal(received, accepted, 'the chunks')
      let times = 1
      // Where nobody tells what is unread, it takes a moment until more may be sent.
      await until(async () => {
        raw.write(textFrame('1'))
        return (await sent(target, id, ++times)).accepted.length === 1
      }, 'a chunk that is accepted afterwards')
      equal((await nextChunk(raw)).index, 0, 'the chunk afterwards')
    },
  },
  {
    id: 'BD02c',
    level: 'MUST',
    title: 'drop: a publish counts whom it did not reach',
    needs: ['guards', 'raw', 'topics'],
    async run(target) {
      const topic = freshId()
      const raw = await unread(target, `/bounds/slow/drop?topic=${topic}`)
      const { sent: reached, dropped } = await publish(target, 'slow-drop', [topic], many)
      equal(reached + dropped, many, 'sent and dropped')
      ok(dropped > 0, 'some were dropped')
      raw.resume()
      const received: number[] = []
      while (received.length < reached) received.push((await nextChunk(raw)).index)
      equal(received, [...received.keys()], 'the chunks')
    },
    deviations: {
      async workerd(target) {
        const topic = freshId()
        await unread(target, `/bounds/slow/drop?topic=${topic}`)
        equal(await publish(target, 'slow-drop', [topic], many), { sent: many, dropped: 0 }, 'the sum of the results')
        await untilReported(target, 'dropped', 'slow_reader')
      },
    },
  },
  {
    id: 'BD02d',
    level: 'MUST',
    title: 'latest: of each topic the newest comes when the peer reads again, the older ones are replaced, in order',
    needs: ['guards', 'raw', 'topics'],
    async run(target) {
      const topics = [freshId(), freshId()]
      const raw = await unread(target, `/bounds/slow/latest?topic=${topics[0]}&topic=${topics[1]}`)
      await publish(target, 'slow-latest', topics, many / 2)
      await untilReported(target, 'dropped', 'replaced')
      raw.resume()
      const last = new Map<string, number>()
      for (let read = 0; topics.some((topic) => last.get(topic) !== many / 2 - 1); read++) {
        ok(read < many, 'fewer came than were published')
        const { topic, index } = await nextChunk(raw)
        ok(index > (last.get(topic) ?? -1), `${index} came after ${last.get(topic)}`)
        last.set(topic, index)
      }
      await publish(target, 'slow-latest', topics.slice(0, 1), 1)
      equal(await nextChunk(raw), { topic: topics[0], index: 0 }, 'what comes behind the newest: the next')
    },
  },
  {
    id: 'BD03',
    level: 'MUST',
    title: 'of all that waits unsent, beyond the bound the connection with the most is cut, and no other',
    needs: ['guards', 'raw'],
    variant: 'unsent',
    async run(target) {
      const [greedy, modest, idle] = [freshId(), freshId(), await open(target, '/bounds/wide?room=c')]
      const spared = await unread(target, `/bounds/wide?id=${modest}&room=b`, `fill ${mebibyte}`)
      await untilEvent(target, modest, 'filled', patience)
      await unread(target, `/bounds/wide?id=${greedy}&room=a`, `whole ${24 * mebibyte}`)
      equal((await untilEvent(target, greedy, 'close'))['code'], 1006, 'onClose of the greedy one')
      await untilReported(target, 'closed', 'server_full')
      await expectAlive(idle)
      spared.resume()
      ok((await readChunks(spared)).get('fill')?.length, 'what waited for the modest one')
    },
    deviations: { workerd: expectNobodyCut },
  },
  {
    id: 'BD03b',
    level: 'MUST',
    title: 'what waits in one room has a bound of its own',
    needs: ['guards', 'raw'],
    variant: 'unsentInRoom',
    async run(target) {
      const [greedy, modest] = [freshId(), freshId()]
      const spared = await unread(target, `/bounds/wide?id=${modest}&room=d`, `fill ${mebibyte / 4}`)
      await untilEvent(target, modest, 'filled', patience)
      await unread(target, `/bounds/wide?id=${greedy}&room=d`, `whole ${24 * mebibyte}`)
      equal((await untilEvent(target, greedy, 'close'))['code'], 1006, 'onClose of the greedy one')
      spared.resume()
      const waited = (await readChunks(spared)).get('fill') ?? []
      ok(waited.length > 0, 'what waited for the modest one')
    },
    deviations: { workerd: expectNobodyCut },
  },
  {
    id: 'BD03c',
    level: 'MUST',
    title: 'one publish of which the copies are more than may wait in all ends nobody who reads',
    needs: ['guards', 'topics'],
    variant: 'unsent',
    async run(target) {
      const [topic, readers, size] = [freshId(), 100, 100_000]
      const paths = Array<string>(readers).fill(`/bounds/wide?topic=${topic}`)
      const peers = await Promise.all(paths.map((path) => open(target, path)))
      equal(await publish(target, '/bounds/wide', [topic], 1, size), { sent: readers, dropped: 0 }, 'the result')
      for (const peer of peers) {
        equal(((await peer.next()) as ArrayBuffer).byteLength, size, 'bytes')
        await expectAlive(peer)
      }
    },
  },
]
