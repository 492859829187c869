import type { Mutant } from '../../contract/mutants/mutant.ts'
import type { Demand } from '../demand.ts'

/** What is shown of a table of strings, and a change of the source that it notices. */
interface Strings extends Demand {
  readonly table: 'origins' | 'addresses' | 'injections' | 'secrets'
  readonly change: Omit<Mutant, 'row'>
}

const strings = (table: Strings['table'], what: string, atLeast: number, change: Strings['change']): Strings => ({
  id: `strings-${table}`,
  says: `${what}: strings, all of them judged as they should be`,
  threshold: atLeast,
  unit: 'strings',
  at: 'least',
  table,
  change,
})

/** What the tables of strings show on each runtime, as each has its own parser of URLs. */
export const demands: readonly Strings[] = [
  strings('origins', 'Origins that resemble one that may connect', 200, {
    file: 'src/guards/origin.ts',
    find: 'return url?.host === host ? url : undefined',
    replace: 'return url',
  }),
  strings('addresses', 'Addresses, and chains of them in X-Forwarded-For', 150, {
    file: 'src/guards/address.ts',
    find: '[1-9]?\\d)(?:\\.',
    replace: '\\d{1,3})(?:\\.',
  }),
  strings('injections', 'What would forge a line of the log', 100, {
    file: 'src/log.ts',
    find: 'text.replace(unsafe,',
    replace: "text.replace('',",
  }),
  strings('secrets', 'What has a secret in it, and what only looks so', 100, {
    file: 'src/guards/redact.ts',
    find: "const headers = 'authorization|cookie|",
    replace: "const headers = '",
  }),
]
