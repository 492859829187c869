import { nextFrame, openRaw } from '../../../src/testing/cases/probes.ts'
import { equal } from '../../../src/testing/expect.ts'
import { encodeFrame, opcode } from '../../../src/testing/frames.ts'
import { observe } from './bare.ts'

// MS06d. https://github.com/denoland/fastwebsockets
observe('deno', 'an unmasked frame is accepted', async (bare) => {
  const raw = await openRaw(bare, '/')
  raw.write(encodeFrame({ opcode: opcode.text, payload: new TextEncoder().encode('bare'), masked: false }))
  equal(new TextDecoder().decode((await nextFrame(raw)).payload), 'bare', 'the echo')
})
