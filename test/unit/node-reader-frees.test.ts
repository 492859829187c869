import { expect, test } from 'vitest'
import { ping, read, text } from './reading.ts'

const long = 'x'.repeat(5_000)

/** In memory of its own, as a socket reads it. */
const own = (...parts: Uint8Array[]) => Buffer.from(Uint8Array.from(Buffer.concat(parts)).buffer)

test('the memory of a chunk is given back once its messages are read, and theirs is not', async () => {
  const { wire, told } = await read()
  const bytes = text(long)
  const chunks = [own(bytes), own(bytes, bytes.subarray(0, 4_000)), own(bytes.subarray(4_000), bytes)]
  for (const chunk of chunks) wire.push(chunk)
  expect(chunks.map(({ buffer }) => (buffer as ArrayBuffer).detached)).toEqual([true, true, true])
  expect(told.filter((one) => one !== 'flush')).toEqual([long, long, long, long])
})

test.each([
  ['ws has got a part of it', own(text(long), ping)],
  ['ws has got its last bytes', own(text(long), text('fragment', { fin: false }).subarray(0, 9))],
  ['it is short', own(text('short'))],
  ['its memory has other bytes too', own(ping, text(long)).subarray(ping.length)],
])('it is left alone where %s', async (_, chunk) => {
  const { wire } = await read()
  wire.push(chunk)
  expect([(chunk.buffer as ArrayBuffer).detached, chunk.length > 0]).toEqual([false, true])
})
