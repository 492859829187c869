import { equal, match, rejects, until } from '../../src/testing/expect.ts'
import { closeFrame, encodeFrame, opcode, readFrame, textFrame } from '../../src/testing/frames.ts'
import { exchange, handshake, readHead, request } from '../../src/testing/raw.ts'
import type { RawConnection } from '../../src/testing/target.ts'
import type { WireTarget } from '../../testing/wire.ts'

/** Reproductions on a bare runtime, by the ids of the cases whose deviations they explain. */
export type Limits = Readonly<Record<string, (target: WireTarget) => Promise<void>>>

const bytes = (...values: number[]) => new Uint8Array(values)
const masked = [0, 0, 0, 0]
const announced = bytes(0x82, 0xff, 0, 0, 0, 0, 0x10, 0, 0, 0, ...masked)
const invalidUtf8 = encodeFrame({ opcode: opcode.text, payload: bytes(0x68, 0xc3, 0x28) })
const reservedBit = encodeFrame({ opcode: opcode.text, payload: bytes(0x68), rsv: 4 })
const unknownOpcode = encodeFrame({ opcode: 3, payload: bytes() })
const strayContinuation = encodeFrame({ opcode: opcode.continuation, payload: bytes(0x68) })
const unmasked = encodeFrame({ opcode: opcode.text, payload: bytes(0x68), masked: false })

async function socket(target: WireTarget): Promise<RawConnection> {
  const raw = await target.raw()
  equal((await exchange(raw, handshake(target, '/socket'))).status, 101, 'the status')
  return raw
}

/** Waits until so many handshakes wait for `/release`, or have waited. */
async function untilSlow(target: WireTarget, times: number): Promise<void> {
  const seen = async () => (await (await target.fetch('/seen')).json()) as string[]
  await until(async () => (await seen()).filter((event) => event === 'slow').length >= times, 'the handler')
}

async function ask(raw: RawConnection, message: string | Uint8Array): Promise<string> {
  raw.write(typeof message === 'string' ? textFrame(message) : message)
  return new TextDecoder().decode((await readFrame(raw)).payload)
}

async function staysOpenAfterRefusal(target: WireTarget): Promise<void> {
  const raw = await target.raw()
  for (let round = 0; round < 2; round++) {
    equal((await exchange(raw, handshake(target, '/refuse'))).status, 403, `answer ${round} on one connection`)
  }
}

async function waitsForTheRest(target: WireTarget): Promise<void> {
  const raw = await target.raw()
  const whole = handshake(target, '/socket')
  raw.write(whole.slice(0, -2))
  await rejects(raw.readToEnd(1_800), 'the end of an incomplete request')
  equal((await exchange(raw, whole.slice(-2))).status, 101, 'the status after all')
}

async function cannotCut(target: WireTarget): Promise<void> {
  const raw = await socket(target)
  match(await ask(raw, 'members'), /^(?!.*terminate)/, 'members of a socket')
  raw.write(textFrame('close'))
  equal((await readFrame(raw)).opcode, opcode.close, 'the frame')
  await rejects(raw.readToEnd(1_000), 'the end of a connection whose close frame is not answered')
  raw.write(closeFrame(1000))
}

const endsSilently = (frame: Uint8Array) => async (target: WireTarget) => {
  const raw = await socket(target)
  raw.write(frame)
  equal((await raw.readToEnd()).length, 0, 'bytes before the end of the stream')
}

// The runtime answers by itself, and the next that the server hears of is the message behind.
async function hearsNoPing(target: WireTarget): Promise<void> {
  const raw = await socket(target)
  raw.write(encodeFrame({ opcode: opcode.ping, payload: bytes(0x68) }))
  equal((await readFrame(raw)).opcode, opcode.pong, 'the answer')
  match(await ask(raw, 'members'), /^(?!.*ping)/, 'members of a socket')
}

const bun: Limits = {
  async HS11e(target) {
    const headers = { 'Sec-WebSocket-Protocol': 'unknown, other' }
    const { headers: answered } = await exchange(await target.raw(), handshake(target, '/socket', headers))
    equal(answered.get('sec-websocket-protocol'), 'unknown', 'the 101')
  },
  async HS12b(target) {
    const raw = await target.raw()
    raw.write(handshake(target, '/slow'))
    await untilSlow(target, 1)
    raw.write(textFrame('early'))
    equal((await readHead(raw)).status, 400, 'the status')
    await target.fetch('/release')
  },
  HS15c: waitsForTheRest,
  async 'FT03e FT05e'(target) {
    const raw = await socket(target)
    raw.write(textFrame('close'))
    equal((await readFrame(raw)).opcode, opcode.close, 'the frame')
    equal((await raw.readToEnd()).length, 0, 'bytes before the end, with no answer from us')
    const seen = (await (await target.fetch('/seen')).json()) as string[]
    equal(seen.slice(-3), ['before close()', 'close handler', 'after close()'], 'the order on the server')
  },
}

const deno: Limits = {
  BD01d: hearsNoPing,
  async HS02b(target) {
    const h2c = { Connection: 'Upgrade', Upgrade: 'h2c' }
    equal((await exchange(await target.raw(), request(target, 'POST', '/body', h2c, 'text'))).status, 400, 'the status')
  },
  'HS06c HS15b': staysOpenAfterRefusal,
  HS15c: waitsForTheRest,
  'LC05c FT03e': cannotCut,
  MS05e: endsSilently(announced),
  MS06: endsSilently(invalidUtf8),
  MS06b: endsSilently(reservedBit),
  MS06c: endsSilently(unknownOpcode),
  MS06e: endsSilently(strayContinuation),
  async MS06d(target) {
    equal(await ask(await socket(target), unmasked), 'h', 'the echo of an unmasked frame')
  },
}

const workerd: Limits = {
  async HS03e(target) {
    const answer = await target.fetch('/expect')
    equal([answer.status, answer.headers.get('upgrade')], [426, null], 'status and Upgrade header')
  },
  'HS06c HS15b': staysOpenAfterRefusal,
  async HS13c(target) {
    const raw = await target.raw()
    raw.write(handshake(target, '/slow'))
    await untilSlow(target, 1)
    raw.reset()
    const later = await target.raw()
    later.write(handshake(target, '/slow'))
    await untilSlow(target, 2)
    await target.fetch('/release')
    equal((await readHead(later)).status, 101, 'a later handshake')
    equal(await (await target.fetch('/seen')).json(), ['slow', 'slow'], 'what was seen')
  },
  HS15c: waitsForTheRest,
  BD01d: hearsNoPing,
  'LC05c FT03e': cannotCut,
  async 'MS04b FT04 BD03 BD03b'(target) {
    equal(await ask(await socket(target), 'members'), '', 'members of a socket')
  },
  async MS06(target) {
    equal(await ask(await socket(target), invalidUtf8), 'h\ufffd(', 'the echo of invalid UTF-8')
  },
  async MS06d(target) {
    equal(await ask(await socket(target), unmasked), 'h', 'the echo of an unmasked frame')
  },
  // What a publish reaches lies in other requests, and behind a wait that a synchronous call cannot take.
  async 'TP01f CH20c BD02c'(target) {
    await socket(target)
    match(await (await target.fetch('/other')).text(), /on behalf of a different request/, 'the error')
  },
}

export const limits: Readonly<Record<string, Limits>> = {
  bun,
  deno,
  'workerd-2025-06-01': workerd,
  'workerd-2026-10-01': workerd,
}
