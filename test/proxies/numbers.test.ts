import { execFile } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { resolveSettings } from '../../src/options.ts'
import { findBinary } from '../contract/binaries.ts'
import { blockOf, pageText } from './blocks.ts'
import { serverOn } from './suite.ts'

/** The one number that a text has behind these words. */
function numberAfter(words: string, text: string): number {
  const numbers = [...text.matchAll(new RegExp(`${words}\\s*([\\d_]+)`, 'g'))].map(([, digits = '']) => digits)
  expect(numbers, words).toHaveLength(1)
  return Number(numbers[0]?.replaceAll('_', ''))
}

describe('the times and limits of docs/deploy.md', () => {
  const drain = numberAfter('signals: { timeout:', pageText) / 1000
  const unit = blockOf('/etc/systemd/system/app.service')
  const pod = blockOf('deployment.yaml')

  test('whoever stops the server waits for longer than its drain', () => {
    expect(numberAfter('TimeoutStopSec=', unit)).toBeGreaterThan(drain)
    expect(numberAfter('docker stop --timeout', pageText)).toBeGreaterThan(drain)
    expect(numberAfter('stop_grace_period:', pageText)).toBeGreaterThan(drain)
    expect(numberAfter('terminationGracePeriodSeconds:', pod)).toBeGreaterThan(numberAfter('seconds:', pod) + drain)
  })

  test('there are descriptors for all connections', () => {
    const { total } = resolveSettings({}).maxConnections
    expect(numberAfter('LimitNOFILE=', unit)).toBeGreaterThan(total)
    expect(numberAfter('worker_connections', blockOf('/etc/nginx/nginx.conf'))).toBeGreaterThan(2 * total)
  })
})

test('the limits by address are the default ones', () => {
  const { maxConnections, maxHandshakes } = resolveSettings({})
  const [connections, handshakes] = [maxConnections, maxHandshakes].map(({ perAddress }) =>
    perAddress.toLocaleString('en-US'),
  )
  const said = `\`maxConnections.perAddress\` is ${connections} and \`maxHandshakes.perAddress\` is ${handshakes}.`
  expect(pageText).toContain(said)
})

test.each([
  [0, ['example.com', '127.0.0.1']],
  [1, ['example.com']],
])('the HEALTHCHECK of the Dockerfile ends with %i where hosts are %j', async (code, hosts) => {
  await using server = await serverOn('node24', { hosts })
  const [, list = ''] = /^HEALTHCHECK CMD (.*)$/m.exec(blockOf('Dockerfile')) ?? []
  const [, ...args] = JSON.parse(list.replace('3000', String(server.port))) as string[]
  const ended = new Promise((resolve) => {
    execFile(findBinary('node24') ?? 'node', args, { timeout: 10_000 }, (error) => resolve(error?.code ?? 0))
  })
  expect(await ended).toBe(code)
})
