import fc from 'fast-check'
import { slicesOf } from '../sliced.ts'
import { sendings } from './frames.ts'

/** What the handler of a message does. A pause ends, or the connection is cut, once all has been sent. */
export type Act = 'close' | 'terminate' | 'pause' | 'pause and terminate'

/** Random life of a connection. */
export interface Stream {
  readonly frames: readonly Uint8Array[]
  /** What is sent at once. */
  readonly chunks: readonly Uint8Array[]
  /** How many bytes of it come together with the handshake. */
  readonly head: number
  /** Whether the event loop turns behind each chunk. */
  readonly turns: boolean
  readonly act: Act | undefined
  /** At which message. */
  readonly actsAt: number
}

/** Not at all, behind each frame, at parts of the whole, or into pieces of one size. */
type Cut = 'none' | 'frames' | { readonly places: readonly number[] } | { readonly every: number }

const cuts: fc.Arbitrary<Cut> = fc.oneof(
  fc.constant('none' as const),
  fc.constant('frames' as const),
  fc.record({ places: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }) }),
  fc.record({ every: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1_000, max: 70_000 })) }),
)

function placesOf(frames: readonly Uint8Array[], length: number, cut: Cut): number[] {
  if (cut === 'none') return []
  if (cut === 'frames') {
    let at = 0
    return frames.map((frame) => (at += frame.length))
  }
  if ('places' in cut) return cut.places.map((place) => Math.round(place * length))
  // A large frame in tiny pieces would take all of the time.
  const every = Math.max(cut.every, Math.ceil(length / 2_000))
  return Array.from({ length: Math.floor(length / every) }, (_, index) => every * (index + 1))
}

export const streams: fc.Arbitrary<Stream> = fc
  .record({
    frames: sendings,
    cut: cuts,
    head: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(40) }),
    missing: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(40) }),
    turns: fc.boolean(),
    act: fc.oneof(
      { weight: 5, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom<Act[]>('close', 'terminate', 'pause', 'pause and terminate') },
    ),
    actsAt: fc.nat(20),
  })
  .map(({ cut, missing, ...stream }) => {
    const all = Buffer.concat(stream.frames)
    const bytes = all.subarray(0, Math.max(0, all.length - missing))
    return { ...stream, chunks: slicesOf(bytes, placesOf(stream.frames, bytes.length, cut)) }
  })
