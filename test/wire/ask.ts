import { constants, inflateRawSync } from 'node:zlib'
import { freshId, readLog } from '../../src/testing/expect.ts'
import { closeFrame, opcode, readClose, textFrame } from '../../src/testing/frames.ts'
import { type Head, readBody, readHead } from '../../src/testing/raw.ts'
import type { Dialed } from '../../testing/dial.ts'
import type { WireTarget } from '../../testing/wire.ts'
import { readOrEnd } from './play.ts'
import type { RequestCase } from './requests/case.ts'

/** For the key of RFC 6455's own example: section 1.3. */
const accept = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='

/** Sends the bytes of a case on a connection of its own, and tells what is answered. */
export async function ask(target: WireTarget, { request, answers = 1 }: RequestCase): Promise<string> {
  const [id, host] = [freshId(), new URL(target.origin).host]
  const raw = await target.raw()
  raw.write(request.replaceAll('{host}', host).replaceAll('{id}', id))
  const all: string[] = []
  while (all.length < answers) {
    const head = await headOrEnd(raw)
    if (head === undefined) {
      all.push('end')
      break
    }
    all.push(head.status === 101 ? await upgraded(target, raw, head, id) : await refused(raw, head, answers > 1))
  }
  return shorten(all.join(', ').replaceAll(host, '{host}').replaceAll(id, '{id}'))
}

async function headOrEnd(raw: Dialed): Promise<Head | undefined> {
  try {
    const head = await readHead(raw)
    return head.status === 100 ? await readHead(raw) : head
  } catch (error) {
    if (raw.over === undefined) throw error
    return undefined
  }
}

async function refused(raw: Dialed, head: Head, whole: boolean): Promise<string> {
  const version = head.headers.get('sec-websocket-version')
  if (head.status === 200) return `200 ${await readBody(raw, head)}`
  if (whole) await readBody(raw, head)
  return [head.status, ...(version === null ? [] : [`version=${version}`])].join(' ')
}

/** An upgrade, as the peer and the route have it. */
async function upgraded(target: WireTarget, raw: Dialed, { headers }: Head, id: string): Promise<string> {
  const words = ['101']
  if (headers.get('sec-websocket-accept') !== accept) words.push(`accept=${headers.get('sec-websocket-accept')}`)
  const protocol = headers.get('sec-websocket-protocol')
  if (protocol !== null && protocol !== 'told') words.push(`protocol=${protocol}`)
  const offered = headers.get('sec-websocket-extensions')
  if (offered !== null) words.push(`extensions=${offered}`)
  raw.write(textFrame('marker'))
  for (;;) {
    const frame = await readOrEnd(raw)
    if (frame === undefined) return [...words, 'end'].join(' ')
    if (frame.opcode === opcode.close) return [...words, `close ${readClose(frame.payload).code}`].join(' ')
    if (frame.rsv === 4) words.push('compressed')
    const text = new TextDecoder().decode(frame.rsv === 4 ? inflate(frame.payload) : frame.payload)
    if (text === 'marker' || text === 'noted') break
    words.push(JSON.stringify(text))
  }
  const opened = (await readLog(target, id)).find(({ event, url }) => event === 'open' && url !== undefined)
  if (opened) words.push(String(opened['url']).replace(target.origin, ''), String(opened['param']))
  raw.write(closeFrame(1000))
  return words.join(' ')
}

/** A message of permessage-deflate: https://www.rfc-editor.org/rfc/rfc7692#section-7.2.2 */
const inflate = (payload: Uint8Array): Uint8Array =>
  inflateRawSync(Buffer.concat([payload, Uint8Array.of(0, 0, 0xff, 0xff)]), { finishFlush: constants.Z_SYNC_FLUSH })

/** Long runs of one letter, by their number. */
const shorten = (text: string): string => text.replace(/(.)\1{50,}/g, (run, letter) => `${letter}×${run.length}`)
