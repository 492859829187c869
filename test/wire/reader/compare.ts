import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { play } from './play.ts'
import { streams } from './streams.ts'

/** How much was compared. */
export interface Compared {
  readonly frames: number
  readonly messages: number
  /** How many of the messages the reader took. */
  readonly taken: number
}

/**
 * Plays random streams of so many frames to `ws` with the reader in front of it and without, and throws at the smallest
 * stream at which they differ.
 */
export async function compare(seed: number, atLeast: number): Promise<Compared> {
  let [frames, messages, taken] = [0, 0, 0]
  const property = fc.asyncProperty(streams, async (stream) => {
    const [bare, direct] = [await play(stream, false), await play(stream, true)]
    const { events, answered } = bare
    deepStrictEqual({ events: direct.events, answered: direct.answered }, { events, answered })
    frames += stream.frames.length
    messages += direct.messages
    taken += direct.taken
  })
  for (let round = 0; frames < atLeast; round++) await fc.assert(property, { seed: seed + round, numRuns: 100 })
  return { frames, messages, taken }
}
