import { canonical, parseAddress } from '../../../src/guards/address.ts'
import { isOrigin, mayConnect, parseOrigins } from '../../../src/guards/origin.ts'
import { parseTrustedProxies, readClient } from '../../../src/guards/proxies.ts'
import { redact } from '../../../src/guards/redact.ts'
import { formatLine } from '../../../src/log.ts'
import { addresses, nonAddresses } from '../../unit/tables/addresses.ts'
import { chains } from '../../unit/tables/forwarded.ts'
import { injections } from '../../unit/tables/injections.ts'
import { respelled, strangers } from '../../unit/tables/names.ts'
import { entries, foreign, own, unbrowserly } from '../../unit/tables/origins.ts'
import { harmless, secrets } from '../../unit/tables/secrets.ts'

/** Whether each string of a table is judged as the table has it. */
type Verdicts = readonly boolean[]

const none = parseOrigins([])
const friends = parseOrigins(['https://example.com', 'https://*.example.com'])

const origins = (): Verdicts => [
  ...own.map(([origin, host]) => mayConnect(origin, host, none)),
  ...foreign.map(([origin, host]) => !mayConnect(origin, host, none)),
  ...unbrowserly.map((origin) => !isOrigin(origin) && !mayConnect(origin, 'example.com', friends)),
  ...[...strangers, ...respelled].map(
    (name) =>
      !mayConnect(`https://${name}`, 'example.com', none) &&
      !mayConnect(`https://${name}`, 'elsewhere.example', friends),
  ),
  ...entries.map(([entry, origin]) => mayConnect(origin, null, parseOrigins([entry]))),
]

const remote = { address: '10.0.0.1', host: null, encrypted: false }
const trust = parseTrustedProxies(['10.0.0.0/8', 'fd00::/8'])

const addressOf = (text: string): string | undefined => {
  const address = parseAddress(text)
  return address && canonical(address)
}

const judgedAddresses = (): Verdicts => [
  ...addresses.map(([text, expected]) => addressOf(text) === expected),
  ...nonAddresses.map((text) => addressOf(text) === undefined),
  ...chains.map(
    ([chain, client]) => readClient(trust, remote, new Headers({ 'x-forwarded-for': chain })).address === client,
  ),
]

// All that some program takes for the end of a line.
const lineEnd = /[\n\v\f\r\u001c-\u001e\u0085\u2028\u2029]/

const lines = (): Verdicts =>
  injections.map((text) => {
    const error = Object.assign(new Error(text), { name: text })
    const line = formatLine({ level: 'warn', event: text, reason: text, message: text, error })
    return line.startsWith('jackfield warn ') && !lineEnd.test(line)
  })

const redacted = (): Verdicts => [
  ...secrets.map(([text, rest]) => redact(text) === rest),
  ...harmless.map((text) => redact(text) === text),
]

const tables = { origins, addresses: judgedAddresses, injections: lines, secrets: redacted }

/** How many strings of each table are judged as it has them: none of them, if one is not. */
export const judge = (): Record<keyof typeof tables, number> => {
  const count = (verdicts: Verdicts) => (verdicts.every(Boolean) ? verdicts.length : 0)
  return {
    origins: count(tables.origins()),
    addresses: count(tables.addresses()),
    injections: count(tables.injections()),
    secrets: count(tables.secrets()),
  }
}
