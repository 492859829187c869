import { setImmediate as nextTurn } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { readDirectly } from '../../adapters/node/reader.ts'
import { opcode } from '../../src/testing/frames.ts'
import { fragments, frame, type RawFrame, utf8 } from '../wire/frame.ts'
import { limits } from '../wire/reader/frames.ts'
import { Wire } from '../wire/reader/wire.ts'

/** A connection with a reader, and who delivered what. */
export async function read(...chunks: Uint8Array[]) {
  const wire = new Wire()
  const raw = wire.upgrade(Buffer.alloc(0))
  const told: string[] = []
  const show = (data: unknown) => (data instanceof ArrayBuffer ? `bytes ${Buffer.from(data)}` : String(data))
  raw.on('message', (data, isBinary) => void told.push(`ws: ${show(isBinary ? data : String(data))}`))
  raw.on('ping', (data) => void told.push(`ws: ping ${data}`))
  raw.on('error', (error: NodeJS.ErrnoException) => void told.push(`ws: ${error.code}`))
  raw.on('close', (code) => void told.push(`ws: close ${code}`))
  const sink = {
    onMessage: (data: string | ArrayBuffer) => void told.push(show(data)),
    flush: () => void told.push('flush'),
  }
  if (!readDirectly(raw, wire, limits.maxPayload, sink)) throw new Error('ws is not as it is known')
  onTestFinished(() => void wire.destroy())
  await nextTurn()
  const push = async (...more: Uint8Array[]) => {
    for (const chunk of more) {
      wire.push(Buffer.from(chunk))
      await nextTurn()
    }
  }
  await push(...chunks)
  return { wire, raw, told, push, sink }
}

export const toldOf = async (...chunks: Uint8Array[]) => (await read(...chunks)).told.filter((one) => one !== 'flush')

export const text = (payload: string | Uint8Array, more: Partial<RawFrame> = {}) =>
  frame({ opcode: opcode.text, payload: typeof payload === 'string' ? utf8(payload) : payload, ...more })
export const binary = (payload: string) => frame({ opcode: opcode.binary, payload: utf8(payload) })
export const ping = frame({ opcode: opcode.ping, payload: utf8('?') })
export const fragmented = Buffer.concat(fragments(opcode.text, [utf8('frag'), utf8('mented')]))
