import { declares as bun } from '../../../adapters/bun/declares.ts'
import { declares as deno } from '../../../adapters/deno/declares.ts'
import { declares as node } from '../../../adapters/node/declares.ts'
import { declares as workers } from '../../../adapters/workers/declares.ts'
import { cases } from '../../../src/testing/cases/index.ts'
import { matches } from '../../../testing/run.ts'
import type { Mutant } from '../../contract/mutants/mutant.ts'
import { type Demand, type Limit, runtimeNames } from '../demand.ts'

const declarations = [...node, ...bun, ...deno, ...workers]
const rowOf = (id: string): string => id.replace(/[a-z]+$/, '')

/** What the contract's cases show of one subject, and a change of the source that they notice. */
interface Rule extends Demand {
  readonly cases: readonly string[]
  readonly change: Omit<Mutant, 'row'>
}

/** What its adapter declares of these cases. */
function limitOn(runtime: string, ids: readonly string[]): Limit | undefined {
  const limits = declarations.filter((one) => ids.includes(one.case) && matches(one, runtime))
  const [first] = limits
  return first && { observed: limits.map(({ observed }) => observed).join(' '), link: first.link }
}

function rule(subject: string, what: string, rows: readonly string[], change: Rule['change']): Rule {
  const ids = cases.map(({ id }) => id).filter((id) => rows.includes(id) || rows.includes(rowOf(id)))
  const limits = runtimeNames.flatMap((name) => {
    const limit = limitOn(name, ids)
    return limit ? [[name, limit]] : []
  })
  const count = ids.length === 1 ? '1 case' : `${ids.length} cases`
  return {
    id: `rules-${subject}`,
    says: `${what}: of ${count} (${rows.join(', ')}) those that fail`,
    threshold: 0,
    unit: 'cases',
    cases: ids,
    change,
    declared: Object.fromEntries(limits),
  }
}

/** What the contract shows of whom a server lets in, what it bounds and what it tells. */
export const demands: readonly Rule[] = [
  rule('origins', 'Pages of foreign origins get 403', ['AD01', 'AD02', 'HS16'], {
    file: 'src/guards/origin.ts',
    find: 'return own.host === page.host ||',
    replace: 'return true ||',
  }),
  rule('hosts', 'Hosts that are not listed, or none at all, are refused before the app', ['AD03'], {
    file: 'src/guards/host.ts',
    find: 'export const isListed =',
    replace: 'export const isListed = () => true\nconst _unused =',
  }),
  rule('addresses', 'Forwarding headers count only from trusted proxies', ['AD04'], {
    file: 'src/guards/proxies.ts',
    find: 'if (option === undefined) return nobody',
    replace: 'if (option === undefined) return () => true',
  }),
  rule('tokens', 'Nothing of a route runs before its token was found good', ['AD05', 'AD06'], {
    file: 'src/guards/token.ts',
    find: "if (!grant) throw refused('The token is not good, or not any more.')",
    replace: 'if (!grant) return {}',
  }),
  rule('expiry', 'A connection ends at its expiresAt and a grace', ['AD07'], {
    file: 'src/guards/lease.ts',
    find: 'this.#watch() : this.#over()',
    replace: 'this.#watch() : this.stop()',
  }),
  rule('disconnect', "disconnect() ends a key's, a room's or a route's connections", ['AD08'], {
    file: 'src/session.ts',
    find: "this.stop('disconnected', 'the app has ended it', reason, code)",
    replace: 'void [reason, code]',
  }),
  rule('counts', 'Too many connections or handshakes get 503 or 429 before the app', ['AD09'], {
    file: 'src/guards/gate.ts',
    find: "if (this.#total >= this.#limits.total) return 'server_full'",
    replace: '',
  }),
  rule('payload', 'maxPayload bounds a message over all its fragments', ['MS05'], {
    file: 'src/options.ts',
    find: "maxPayload: pick('maxPayload'),",
    replace: 'maxPayload: 2 ** 30,',
  }),
  rule('rate', 'maxRate bounds messages and pings: a pause, then 1013', ['BD01'], {
    file: 'src/flow.ts',
    find: 'const wait = this.#rate?.take(now) ?? 0',
    replace: 'const wait = 0',
  }),
  rule(
    'pending',
    'What runs and waits of one connection is bounded: a pause, or 1013',
    ['MS03e', 'MS03f', 'MS03g', 'MS03h'],
    {
      file: 'src/inbox.ts',
      find: 'if (!this.#paused && this.#share() > 1) {',
      replace: 'if (false) {',
    },
  ),
  rule('topics', 'A connection has 128 topics, and 4,096 bytes of names', ['TP06'], {
    file: 'src/topics.ts',
    find: 'if (count < maxTopics && size <= maxNames) return',
    replace: 'if (count + size >= 0) return',
  }),
  rule('slow-readers', 'Beyond maxBufferedBytes: close, drop or latest', ['BD02', 'FT06'], {
    file: 'src/outbox.ts',
    find: 'if (!this.#queued) return false',
    replace: 'return false',
  }),
  rule('unsent', 'Beyond maxUnsentBytes the connection with the most is cut', ['BD03'], {
    file: 'src/guards/ledger.ts',
    find: 'debtor.giveUp()',
    replace: '',
  }),
  rule('reports', 'What is refused, closed and dropped is counted and told with its reason', ['RP01', 'RP02'], {
    file: 'src/report.ts',
    find: 'this.#counts[kind][reason] = (this.#counts[kind][reason] ?? 0) + times',
    replace: '',
  }),
  rule('lines', 'One event is one line, whatever a stranger sends or a handler throws', ['RP03'], {
    file: 'src/log.ts',
    find: 'text.replace(unsafe,',
    replace: "text.replace('',",
  }),
]
