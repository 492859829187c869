import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../../src/testing/expect.ts'
import { connect } from '../../../testing/peer.ts'
import { makeCertificate } from '../../certificate.ts'
import { Copy, root } from '../../contract/mutants/copy.ts'
import { isPresent } from '../../contract/present.ts'
import { runtimeNamed } from '../../contract/runtimes.ts'
import { runtimeNames } from '../demand.ts'
import { forget, record } from '../record.ts'
import { Server } from '../server.ts'
import { demands } from './strangers.ts'

type Stranger = (typeof demands)[number]

const count = 100
/** One that the server neither answers nor lets go leaves by itself: ms. */
const patience = 2_000
const { key, cert, ca } = await makeCertificate()

/** One client that speaks, and is gone again. */
function speak(speaks: Stranger['speaks'], port: number): Promise<void> {
  const where = { host: '127.0.0.1', port, timeout: patience }
  const socket: Socket = speaks === 'tls' ? connectTls(where) : connectTcp(where)
  if (speaks === 'plain') socket.write('GET /probe HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n')
  socket.on('error', () => {})
  socket.on('timeout', () => socket.destroy())
  socket.resume()
  return new Promise((resolve) => void socket.once('close', () => resolve()))
}

/** What an operator reads who keeps no more than the defaults do. */
const warnings = (log: string): string[] =>
  log.split('\n').filter((line) => line && !/^jackfield (info|debug) /.test(line))

async function measure({ speaks }: Stranger, name: string, checkout = root): Promise<number> {
  const overTls = speaks === 'plain' && runtimeNamed(name).adapter !== 'workers'
  const server = await Server.on(name, overTls ? { tls: { key, cert } } : {}, checkout)
  onTestFinished(() => server.end())
  const origin = overTls ? server.origin.replace('http:', 'https:') : server.origin
  // What a runtime says once, at its first request, has been said then.
  const first = await connect({ origin, ca }, '/echo')
  first.close(1000)
  const from = server.child.written
  await Promise.all(Array.from({ length: count }, () => speak(speaks, Number(new URL(origin).port))))
  // What comes behind all that.
  await connect({ origin, ca }, '/echo', { headers: { Origin: 'https://last.example' } })
  const log = await until(() => {
    const written = server.child.since(from)
    return written.includes('last.example') && written
  }, 'the last line')
  const lines = warnings(log).filter((line) => !line.includes('last.example'))
  const told = lines.filter((line) => line.startsWith('jackfield warn noticed '))
  return lines.length - told.length + Math.abs(told.length - 1)
}

const present = runtimeNames.filter((name) => isPresent(runtimeNamed(name)))

for (const demand of demands) {
  test.each(present)(`${demand.id} on %s`, async (name) => {
    forget(demand, name)
    expect(record(demand, name, await measure(demand, name)).pass).toBe(!demand.declared?.[name])
  })

  test(`${demand.id}, sabotaged`, async () => {
    const { file, find } = demand.change
    const sabotage = `${file}: without ${find}`
    forget(demand, 'node24', sabotage)
    const copy = new Copy()
    onTestFinished(() => copy.remove())
    copy.apply({ row: demand.id, ...demand.change })
    expect(record(demand, 'node24', await measure(demand, 'node24', copy.path), sabotage).pass).toBe(false)
  })
}
