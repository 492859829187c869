// What the contract's app has no route for: a token among the subprotocols, and TLS.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect } from 'vitest'
import { z } from 'zod'
import { serve } from '../../adapters/node/serve.ts'
import { call, defineChannel } from '../../src/channel/index.ts'
import { defineRoute } from '../../src/channels/index.ts'
import { upgradeWebSocket } from '../../src/index.ts'
import { makeCertificate } from '../certificate.ts'
import { python, pythonTest } from './python.ts'

const who = defineChannel('who', { client: { who: call(z.undefined(), z.string()) }, server: {} })
const whoRoute = defineRoute(who, {
  token: { from: 'protocol', verify: (token) => (token === 'good-ada' ? { key: 'ada' } : undefined) },
  on: { who: ({ key }) => String(key) },
})
const app = new Hono().get('/who', (c) => upgradeWebSocket(c, whoRoute))

const folder = mkdtempSync(join(tmpdir(), 'jackfield-bearer-'))
const authority = join(folder, 'ca.pem')
let server: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  const { key, cert, ca } = await makeCertificate()
  writeFileSync(authority, ca)
  server = await serve(app, { port: 0, tls: { key, cert } })
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

/** Runs some lines that connect to the server. */
const run = (program: string) => {
  const url = `wss://127.0.0.1:${server.port}/who`
  return python(['-c', `import client\nurl = '${url}'\n${program}`], { SSL_CERT_FILE: authority })
}

pythonTest('a token is shown to a server behind TLS', async () => {
  const program = "ada = client.Client(url, bearer='good-ada')\nprint(ada.call('who'), ada.close())"
  expect(await run(program)).toBe('ada 1000\n')
})

for (const token of ['bearer="bad"', 'token="good-ada"']) {
  pythonTest(`${token} is refused, and told why`, async () => {
    const program = `try:\n  client.Client(url, ${token})\nexcept client.Refused as refused:\n  print(refused)`
    expect(await run(program)).toMatch(/^401: \{"code":"unauthorized","message":".+"\}\n$/)
  })
}
