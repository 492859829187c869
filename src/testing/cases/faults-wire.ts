import { elapse, equal, freshId, match, open, untilEvent } from '../expect.ts'
import { closeFrame, encodeFrame, opcode, textFrame } from '../frames.ts'
import type { ContractCase, RawConnection, Target } from '../target.ts'
import { ended, expectAlive, finalLog, named, nextClose, nextFrame, openRaw } from './probes.ts'

/** The first bytes of a text frame of 100 bytes. */
const truncated = encodeFrame({ opcode: opcode.text, payload: new Uint8Array(100).fill(0x78) }).subarray(0, 20)

/** Breaks a connection of its own, beside one that must not notice: onClose comes once, with 1006. */
async function expectCut(
  target: Target,
  route: string,
  run: (raw: RawConnection, id: string) => unknown,
): Promise<void> {
  const bystander = await open(target, '/faults/echo')
  const id = freshId()
  const raw = await openRaw(target, `/faults/${route}?id=${id}`)
  await run(raw, id)
  const log = await finalLog(target, id)
  const closes = named(log, 'close').map(({ code, wasClean }) => ({ code, wasClean }))
  equal(closes, [{ code: 1006, wasClean: false }], 'close events')
  equal(named(log, 'error').length + named(log, 'app-error').length, 0, 'errors')
  await expectAlive(bystander, 'another connection')
}

/** A connection that the server closes, and the peer does not. */
async function leaveUnanswered(target: Target): Promise<[RawConnection, string]> {
  const id = freshId()
  const raw = await openRaw(target, `/faults/closing?id=${id}`)
  raw.write(encodeFrame({ opcode: opcode.text, payload: new Uint8Array() }))
  equal((await nextClose(raw)).code, 1000, 'the close frame')
  return [raw, id]
}

/** Where nothing cuts a connection: onClose comes in time, but the stream stays open for as long as the peer wants. */
async function expectHalfOpen(target: Target): Promise<void> {
  const [raw, id] = await leaveUnanswered(target)
  const { code, wasClean } = await untilEvent(target, id, 'close')
  equal({ code, wasClean }, { code: 1006, wasClean: false }, 'onClose')
  await expectSilence(raw, 1_000)
}

/** For so long nothing comes, and no end either. */
async function expectSilence(raw: RawConnection, ms: number): Promise<void> {
  const outcome = await raw.read(1, ms).catch((error: Error) => error.message)
  match(String(outcome), new RegExp(`within ${ms} ms`), 'what comes from the server')
}

/** FT03 and FT04: what the network does. */
export const faultsWire: readonly ContractCase[] = [
  {
    id: 'FT03',
    level: 'MUST',
    title: 'a TCP reset is 1006',
    needs: ['raw'],
    run: (target) => expectCut(target, 'echo', (raw) => raw.reset()),
  },
  {
    id: 'FT03b',
    level: 'MUST',
    title: 'a frame that breaks off is 1006, and the server ends the stream too',
    needs: ['raw'],
    run: (target) =>
      expectCut(target, 'echo', async (raw) => {
        raw.write(truncated)
        raw.end()
        await raw.readToEnd()
      }),
  },
  {
    id: 'FT03c',
    level: 'MUST',
    title: 'a reset inside a frame is 1006',
    needs: ['raw'],
    run: (target) =>
      expectCut(target, 'echo', (raw) => {
        raw.write(truncated)
        raw.reset()
      }),
  },
  {
    id: 'FT03d',
    level: 'MUST',
    title: 'a reset while much is being sent is 1006',
    needs: ['raw'],
    run: (target) =>
      expectCut(target, 'flood', async (raw, id) => {
        raw.write(encodeFrame({ opcode: opcode.text, payload: new Uint8Array() }))
        await untilEvent(target, id, 'flood')
        raw.reset()
      }),
  },
  {
    id: 'FT03e',
    level: 'MUST',
    title: 'a half-open peer that never answers our close frame is cut at closeTimeout: 1006',
    needs: ['raw'],
    run: (target) =>
      expectCut(target, 'closing', async (raw) => {
        raw.write(encodeFrame({ opcode: opcode.text, payload: new Uint8Array() }))
        equal((await nextClose(raw)).code, 1000, 'the close frame')
        await raw.readToEnd(2_000)
      }),
    deviations: {
      async bun(target) {
        const [raw, id] = await leaveUnanswered(target)
        await raw.readToEnd()
        const { code, wasClean } = await untilEvent(target, id, 'close')
        equal({ code, wasClean }, { code: 1000, wasClean: true }, 'onClose, with no answer from the peer')
      },
      deno: expectHalfOpen,
      workerd: expectHalfOpen,
    },
  },
  {
    id: 'FT03f',
    level: 'MUST',
    title: 'a peer that closes and never ends its side is let go at closeTimeout, with its own code',
    needs: ['raw'],
    async run(target) {
      const id = freshId()
      const raw = await openRaw(target, `/faults/closing?id=${id}`)
      raw.write(closeFrame(3001, 'bye'))
      equal((await nextClose(raw)).code, 3001, 'the close frame')
      const { code, wasClean } = await untilEvent(target, id, 'close', 3_000)
      equal({ code, wasClean }, { code: 3001, wasClean: true }, 'onClose')
    },
  },
  {
    id: 'FT03g',
    level: 'MUST',
    title: 'of several peers that never answer our close frame each is let go, whichever of them leaves first',
    needs: ['raw'],
    async run(target) {
      const [first] = await leaveUnanswered(target)
      const [, second] = await leaveUnanswered(target)
      first.reset()
      await untilEvent(target, second, 'close')
      const [, third] = await leaveUnanswered(target)
      await untilEvent(target, third, 'close')
    },
  },
  {
    id: 'FT04',
    level: 'MUST',
    title: 'an idle peer that answers no ping is cut within interval and timeout, one that answers is kept',
    variant: 'heartbeat',
    async run(target) {
      const [id, kept] = [freshId(), freshId()]
      const living = await open(target, `/faults/echo?id=${kept}`)
      const mute = await open(target, `/faults/echo?id=${id}`, { answersPings: false })
      await elapse(target, 2_000)
      const { code, wasClean } = await untilEvent(target, id, 'close')
      equal({ code, wasClean }, { code: 1006, wasClean: false }, 'onClose')
      await ended(mute)
      await expectAlive(living, 'the peer that answers')
    },
    deviations: {
      async workerd(target) {
        const raw = await openRaw(target, '/faults/echo')
        await expectSilence(raw, 3_000)
        raw.write(textFrame('still here'))
        equal(new TextDecoder().decode((await nextFrame(raw)).payload), 'still here', 'the echo')
      },
    },
  },
]
