import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { encodeFrame, opcode, readFrame } from '../../src/testing/frames.ts'
import { exchange, handshake } from '../../src/testing/raw.ts'
import { type WireTarget, wireTarget } from '../../testing/wire.ts'
import { Child } from './child.ts'
import { isPresent } from './present.ts'
import { runtimeNamed } from './runtimes.ts'

// HS14. The well-known failure of two WebSocket servers on one http server is "Invalid frame header": both answer.

const host = fileURLToPath(new URL('./hosts/attach.ts', import.meta.url))
const sizes = [0, 1, 125, 126, 65_535, 65_536, 7]

/** Echoes messages of all sizes, and fails unless the server's bytes are exactly their frames. */
async function expectWholeFrames(target: WireTarget, paths: readonly string[]): Promise<void> {
  const wires = await Promise.all(paths.map(() => target.raw()))
  for (const [index, raw] of wires.entries()) {
    expect((await exchange(raw, handshake(target, paths[index]!))).status, paths[index]).toBe(101)
  }
  for (const size of sizes) {
    const payloads = wires.map((_, index) => new Uint8Array(size).fill(index + size))
    for (const [index, raw] of wires.entries())
      raw.write(encodeFrame({ opcode: opcode.binary, payload: payloads[index]! }))
    for (const [index, raw] of wires.entries()) {
      const frame = await readFrame(raw)
      const { fin, rsv, masked, payload } = frame
      expect({ fin, rsv, masked, opcode: frame.opcode, size: payload.length }).toEqual({
        fin: true,
        rsv: 0,
        masked: false,
        opcode: opcode.binary,
        size,
      })
      expect(Buffer.compare(payload, payloads[index]!), `the bytes of ${paths[index]}`).toBe(0)
    }
  }
  for (const raw of wires) {
    raw.write(encodeFrame({ opcode: opcode.close, payload: new Uint8Array([0x03, 0xe8]) }))
    expect((await readFrame(raw)).opcode, 'nothing stands before the close frame').toBe(opcode.close)
    expect((await raw.readToEnd()).length, 'bytes after the close frame').toBe(0)
  }
}

const present = ['node24', 'node22'].map(runtimeNamed).filter(isPresent)

describe.each(present)('attach on $name', ({ name, binary = name }) => {
  const children: Child[] = []
  afterAll(() => Promise.all(children.map((child) => child.end())))

  async function start(theirs: string, order: string): Promise<WireTarget> {
    const child = new Child(binary, [
      '--conditions=jackfield-source',
      '--disable-warning=ExperimentalWarning',
      host,
      JSON.stringify({ theirs, order }),
    ])
    children.push(child)
    return wireTarget({ runtime: name, origin: `http://127.0.0.1:${await child.port()}`, logged: () => child.log })
  }

  const arrangements = ['path', 'noServer'].flatMap((theirs) => ['before', 'after'].map((order) => ({ theirs, order })))

  test.each(arrangements)(
    'HS14 stays whole beside a `$theirs` ws server, attached $order it',
    async ({ theirs, order }) => {
      await using target = await start(theirs, order)
      await expectWholeFrames(target, ['/handshake/echo', '/theirs', '/handshake/echo', '/theirs'])
      expect(await (await target.fetch('/hello')).text()).toBe('hello from express')
    },
  )

  test('HS14b others are not shown what is ours, and are left what is not', async () => {
    await using target = await start('noServer', 'after')
    expect((await target.connect('/handshake/echo')).status).toBe(101)
    expect((await target.connect('/handshake/guarded/401')).status, 'also what our app refuses').toBe(401)
    expect((await target.connect('/theirs')).status).toBe(101)
    expect(await (await target.fetch('/seen')).json()).toEqual(['/theirs'])
  })

  test('HS14c what nobody answers gets 404 by the handshake limit', async () => {
    await using target = await start('mute', 'after')
    expect((await target.connect('/nowhere')).status).toBe(404)
    expect((await target.connect('/handshake/echo')).status).toBe(101)
  })

  test('HS14d mere middleware on a path does not make it ours', async () => {
    await using target = await start('noServer', 'before')
    await expect(target.connect('/handshake/only-middleware/here')).rejects.toThrow(/stream ended/)
  })
})
