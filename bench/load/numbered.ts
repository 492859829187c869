import { setTimeout as sleep } from 'node:timers/promises'
import type { Delivery } from '../scenarios/scenario.ts'
import { type Sequence, summed } from './sequence.ts'

const digits = 10

/** A payload of so many printable bytes that begins with its number. */
export function numbered(number: number, length: number): Uint8Array {
  const payload = Buffer.alloc(length, 'jackfield ')
  payload.write(String(number).padStart(digits, '0'))
  return payload
}

/** The number of a payload that `numbered` made; `undefined` if a byte of it is not as it was. */
export function numberOf(payload: Uint8Array, length: number): number | undefined {
  const number = Number(Buffer.from(payload.subarray(0, digits)).toString())
  return payload.length === length && Buffer.compare(payload, numbered(number, length)) === 0 ? number : undefined
}

/** How long nothing may come before what is missing counts as lost: milliseconds. */
const silence = 10_000

/** Resolves when each receiver has so many messages, or nothing has come for so long. */
export async function arrived(receivers: readonly Sequence[], expected: number, ms: number): Promise<void> {
  const count = () => receivers.reduce((total, one) => total + one.count, 0)
  let last = -1
  let changed = performance.now()
  while (count() < expected * receivers.length && performance.now() - changed < ms) {
    if (count() !== last) changed = performance.now()
    last = count()
    await sleep(1)
  }
}

/** What became of so many messages to each receiver, once all are there or nothing comes any more. */
export async function arrival(receivers: readonly Sequence[], expected: number): Promise<Delivery> {
  await arrived(receivers, expected, silence)
  return summed(receivers.map((one) => one.end(expected)))
}
