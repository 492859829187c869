import { equal } from '../../../src/testing/expect.ts'
import { closeFrame, encodeFrame, opcode, readClose, readFrame } from '../../../src/testing/frames.ts'
import { handshake, readHead } from '../../../src/testing/raw.ts'
import { type Dialed, dial } from '../../../testing/dial.ts'

/** How long each answer may take, in ms: some come over a line that takes seconds for a handshake. */
const patience = 20_000

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

async function expectFrame(wire: Dialed, kind: number, payload: Uint8Array): Promise<void> {
  const frame = await readFrame(wire, patience)
  equal([frame.opcode, new Uint8Array(frame.payload)], [kind, payload], 'the frame')
}

/**
 * A small life of a connection: handshake, a message, one in fragments around a ping, one with a longer header, close.
 * Always the same number of bytes, and no two on their way at once; fails as soon as one of them is not as it must be.
 */
export async function converse(origin: string): Promise<void> {
  const wire = await dial({ origin })
  try {
    wire.write(handshake({ origin }, '/endings/talk'))
    equal((await readHead(wire, patience)).status, 101, 'the status')

    wire.write(encodeFrame({ opcode: opcode.text, payload: bytesOf('whole') }))
    await expectFrame(wire, opcode.text, bytesOf('whole'))

    wire.write(encodeFrame({ opcode: opcode.text, payload: bytesOf('in '), fin: false }))
    wire.write(encodeFrame({ opcode: opcode.ping, payload: bytesOf('?') }))
    await expectFrame(wire, opcode.pong, bytesOf('?'))
    wire.write(encodeFrame({ opcode: opcode.continuation, payload: bytesOf('parts') }))
    await expectFrame(wire, opcode.text, bytesOf('in parts'))

    const longer = Uint8Array.from({ length: 130 }, (_, index) => index)
    wire.write(encodeFrame({ opcode: opcode.binary, payload: longer }))
    await expectFrame(wire, opcode.binary, longer)

    wire.write(closeFrame(4001, 'bye'))
    const { opcode: last, payload } = await readFrame(wire, patience)
    equal([last, readClose(payload).code], [opcode.close, 4001], 'the last frame')
    equal((await wire.readToEnd(patience)).length, 0, 'bytes behind the close frame')
  } finally {
    wire.destroy()
  }
}
