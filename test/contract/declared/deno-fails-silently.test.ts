import { openRaw } from '../../../src/testing/cases/probes.ts'
import { equal, match } from '../../../src/testing/expect.ts'
import { encodeFrame, opcode } from '../../../src/testing/frames.ts'
import { observe, seen } from './bare.ts'

const payload = new TextEncoder().encode('x')
const broken = {
  'invalid UTF-8': encodeFrame({ opcode: opcode.text, payload: Uint8Array.of(0xc3, 0x28) }),
  'a reserved bit': encodeFrame({ opcode: opcode.text, payload, rsv: 2 }),
  'an unknown opcode': encodeFrame({ opcode: 3, payload }),
  'a continuation of nothing': encodeFrame({ opcode: opcode.continuation, payload }),
  'a frame that announces 256 MiB': Uint8Array.of(0x82, 0xff, 0, 0, 0, 0, 0x10, 0, 0, 0, 1, 2, 3, 4),
}

// MS05e, MS06, MS06b, MS06c and MS06e. https://github.com/denoland/fastwebsockets
for (const [name, bytes] of Object.entries(broken)) {
  observe('deno', `${name} ends the stream without a close frame`, async (bare) => {
    const raw = await openRaw(bare, '/')
    raw.write(bytes)
    equal((await raw.readToEnd()).length, 0, 'bytes before the end')
    match(JSON.stringify(await seen(bare)), /^\[\{"error":"[^"]+"\},\{"closed":\d+\}\]$/, 'its events')
  })
}
