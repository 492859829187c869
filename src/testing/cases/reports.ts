import { elapse, equal, match } from '../expect.ts'
import { exchange, handshake } from '../raw.ts'
import type { ContractCase } from '../target.ts'
import { closeByLimit, foreign, reported, untilReported } from './admission-probes.ts'
import { reportsLog } from './reports-log.ts'
import { reportsStats } from './reports-stats.ts'

/** RP02: how loudly it is told. */
const reportsLevels: readonly ContractCase[] = [
  {
    id: 'RP02',
    level: 'MUST',
    title: 'each refusal and close by a limit is an event with its reason: the first of a minute is a warning',
    needs: ['guards'],
    variant: 'fresh',
    async run(target) {
      const levels = async (times: number) =>
        (await untilReported(target, 'closed', 'payload_too_big', times)).map(({ level }) => level)
      for (let count = 0; count < 3; count++) await closeByLimit(target)
      equal(await levels(3), ['warn', 'info', 'info'], 'the levels')
      const [first] = await reported(target, 'closed', 'payload_too_big')
      match(String(first?.['message']), /maxPayload is \d+/, 'the words')
      await elapse(target, 60_000)
      await closeByLimit(target)
      equal((await levels(4)).at(3), target.clock ? 'warn' : 'info', 'the level of the fourth')
    },
  },
  {
    id: 'RP02b',
    level: 'MUST',
    title: 'an origin is a warning once, and so is each other one',
    needs: ['guards'],
    variant: 'fresh',
    async run(target) {
      for (const name of ['one', 'two', 'one']) await target.connect('/handshake/echo', foreign(name))
      const events = await untilReported(target, 'refused', 'origin_refused', 3)
      equal(
        events.map(({ level }) => level),
        ['warn', 'warn', 'info'],
        'the levels',
      )
    },
  },
  {
    id: 'RP02c',
    level: 'MUST',
    title: 'the mistakes of a single client are no warnings',
    needs: ['guards', 'raw'],
    variant: 'fresh',
    async run(target) {
      await target.connect('/handshake/strict')
      const bad = await exchange(
        await target.raw!(),
        handshake(target, '/handshake/echo', { 'Sec-WebSocket-Key': 'x' }),
      )
      equal(bad.status, 400, 'a bad key')
      await untilReported(target, 'refused', 'bad_key')
      const events = [
        ...(await reported(target, 'refused', 'protocol_refused')),
        ...(await reported(target, 'refused', 'bad_key')),
      ]
      equal(
        events.map(({ level }) => level),
        ['info', 'info'],
        'the levels',
      )
    },
  },
]

/** RP01 to RP03: what an operator is told. */
export const reports: readonly ContractCase[] = [...reportsStats, ...reportsLevels, ...reportsLog]
