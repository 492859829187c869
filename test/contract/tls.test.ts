import { cases } from '../../src/testing/cases/index.ts'
import { runContract } from '../../testing/vitest.ts'
import { makeCertificate } from '../certificate.ts'
import { isPresent } from './present.ts'
import { runtimes } from './runtimes.ts'
import { sourceOn } from './source.ts'

// wss: what passes through other code of a runtime when TLS lies in between.
const rows = ['HS01', 'HS02', 'HS06', 'HS09', 'HS11', 'HS12', 'HS13', 'LC01', 'LC05', 'LC08', 'MS07', 'FT03', 'TP01']

const tls = await makeCertificate()
for (const runtime of runtimes) {
  if (runtime.adapter === 'workers' || runtime.name === 'node22') continue
  if (!isPresent(runtime)) continue
  const chosen = cases.filter(({ id, variant }) => variant === undefined && rows.includes(id.replace(/[a-z]+$/, '')))
  await runContract(() => sourceOn(runtime, tls), { cases: chosen, title: `contract over TLS on ${runtime.name}` })
}
