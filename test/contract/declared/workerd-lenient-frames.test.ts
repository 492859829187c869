import { nextFrame, openRaw } from '../../../src/testing/cases/probes.ts'
import { equal } from '../../../src/testing/expect.ts'
import { encodeFrame, opcode } from '../../../src/testing/frames.ts'
import { observe } from './bare.ts'

// MS06 and MS06d. https://github.com/capnproto/capnproto/blob/v2/c%2B%2B/src/kj/compat/http.c%2B%2B
observe('workerd', 'an unmasked frame is accepted', async (bare) => {
  const raw = await openRaw(bare, '/')
  raw.write(encodeFrame({ opcode: opcode.text, payload: new TextEncoder().encode('bare'), masked: false }))
  equal(new TextDecoder().decode((await nextFrame(raw)).payload), 'bare', 'the echo')
})

observe('workerd', 'invalid UTF-8 is accepted, with U+FFFD in its place', async (bare) => {
  const raw = await openRaw(bare, '/')
  raw.write(encodeFrame({ opcode: opcode.text, payload: Uint8Array.of(0x68, 0xc3, 0x28) }))
  equal(new TextDecoder().decode((await nextFrame(raw)).payload), 'h\ufffd(', 'the echo')
})
