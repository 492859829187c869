import process from 'node:process'
import { expect, test } from 'vitest'
import { compare } from './reader/compare.ts'

// WIRE_SEED=... repeats a run; `node test/wire/reader/run.ts` compares a million frames.
const seed = Number(process.env['WIRE_SEED'] ?? Math.trunc(Math.random() * 2 ** 31))
console.info(`reader: WIRE_SEED=${seed}`)

test('with the reader in front of it, `ws` and its peer see the same', async () => {
  const { frames, messages, taken } = await compare(seed, 10_000)
  console.info(`reader: ${frames} frames, ${taken} of ${messages} messages read directly`)
  expect(taken / messages).toBeGreaterThan(0.75)
})
