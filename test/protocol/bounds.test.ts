// The bounds that docs/protocol.md lists are those of a server whose options say nothing of them.
import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type MemoryServer, serve } from '../../adapters/memory/serve.ts'
import { call, defineChannel } from '../../src/channel/index.ts'
import { defineRoute } from '../../src/channels/index.ts'
import { upgradeWebSocket } from '../../src/index.ts'
import { resolvePolicy } from '../../src/options.ts'
import { anything } from '../../src/testing/app/schemas.ts'
import type { Peer } from '../../src/testing/target.ts'
import { page } from './page.ts'

const channel = defineChannel('bounds', {
  client: { echo: call(anything, anything), stay: call(anything, anything) },
  server: {},
})
const route = defineRoute(channel, { on: { echo: (_, data) => data, stay: () => new Promise(() => {}) } })

const units = { '': 1, KiB: 2 ** 10, MiB: 2 ** 20 }

/** A number of the page's table. */
const bound = (what: RegExp): number => {
  const row = page.split('\n').find((line) => line.startsWith('| ') && what.test(line))
  const [, number, unit = ''] = /^\|[^|]+\| ([\d,]+) ?([KM]iB)?/.exec(row ?? '') ?? []
  return Number(number?.replaceAll(',', '')) * units[unit as keyof typeof units]
}

let server: MemoryServer
let peer: Peer
beforeEach(async () => {
  server = await serve(
    new Hono().get('/', (c) => upgradeWebSocket(c, route)),
    { log: () => {} },
  )
  peer = await server.connect('/', { protocols: ['jackfield.1'] })
  expect(await hear()).toBe('welcome')
})
afterEach(async () => {
  peer.terminate()
  const closed = server.close({ timeout: 1 })
  await server.clock.advance(1_000)
  await closed
})

/** The code of the next message, or its type. */
const hear = async (): Promise<string> => {
  const { type, code } = JSON.parse(String(await peer.next()))
  return code ?? type
}
const answerTo = (message: string): Promise<string> => {
  peer.send(message)
  return hear()
}

test('the depth', async () => {
  const nested = (levels: number) =>
    answerTo(`{"type":"echo","id":1,"data":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`)
  const most = bound(/depth/)
  expect([await nested(most), await nested(most + 1)]).toEqual(['reply', 'too_deep'])
})

test('the size of a message', async () => {
  const frame = '{"type":"echo","id":1,"data":""}'
  const sized = (size: number) => answerTo(frame.replace('""', `"${'x'.repeat(size - frame.length)}"`))
  const most = bound(/head of a binary/)
  expect([await sized(most), await sized(most + 1)]).toEqual(['reply', 'too_large'])
})

test('the size of what a frame begins', async () => {
  const most = bound(/whole message/)
  expect(await answerTo('x'.repeat(most))).toBe('too_large')
  peer.send('x'.repeat(most + 1))
  expect((await peer.closed).code).toBe(4413)
})

test('the number of calls', async () => {
  const most = bound(/calls/)
  for (let id = 0; id < most; id++) peer.send(`{"type":"stay","id":${id}}`)
  expect(await answerTo('{"type":"ping"}')).toBe('pong')
  expect(await answerTo(`{"type":"stay","id":${most}}`)).toBe('too_many_calls')
})

test('the number of messages that are wrong', async () => {
  const most = bound(/messages that are wrong/)
  for (let sent = 0; sent < most; sent++) expect(await answerTo('x')).toBe('bad_json')
  await server.clock.advance(1_000)
  expect(await answerTo('x')).toBe('bad_json')
  expect(await answerTo('x')).toBe('too_many_faults')
  expect((await peer.closed).code).toBe(4400)
})

test('the number of messages that wait, and of those a second', () => {
  const { maxPending, maxRate } = resolvePolicy({})
  expect(maxPending.messages).toBe(bound(/messages that wait/))
  expect(maxRate).toMatchObject({ perSecond: bound(/messages a second/) })
})
