import { nextClose, openRaw } from '../../../src/testing/cases/probes.ts'
import { equal, until } from '../../../src/testing/expect.ts'
import { textFrame } from '../../../src/testing/frames.ts'
import { observe, seen } from './bare.ts'

// FT03e and FT05e. uWebSockets ends the stream with its close frame: https://github.com/uNetworking/uWebSockets/issues/1003
observe('bun', 'close() ends the stream before the peer has answered, and reports its own code', async (bare) => {
  const raw = await openRaw(bare, '/')
  raw.write(textFrame('close 1000'))
  equal((await nextClose(raw)).code, 1000, 'the close frame')
  equal((await raw.readToEnd()).length, 0, 'bytes after the close frame')
  const events = await until(async () => JSON.stringify(await seen(bare)) !== '[]' && seen(bare), 'the close event')
  equal(events, [{ closed: 1000 }], 'the close event')
})
