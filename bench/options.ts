import { parseArgs } from 'node:util'
import { scenarios } from './scenarios/index.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { contestantsOn, type RuntimeName, runtimeNames } from './servers.ts'

/** What was asked for on the command line. */
export interface Options {
  readonly runtimes: readonly RuntimeName[]
  readonly scenarios: readonly Scenario[]
  /** Names of servers; all if there are none. */
  readonly servers: readonly string[]
  readonly rounds: number
  /** How long each is measured. */
  readonly seconds: number
  readonly quick: boolean
  /** The commit of an earlier state of this library, to be measured beside it. */
  readonly before: string | undefined
  /** Whether only what misses its target is looked at. */
  readonly missed: boolean
  /** The folder of the records. */
  readonly out: string | undefined
}

const usage = `npm run bench -- [options]
  --runtime node,bun,deno,workerd   only these
  --scenario echo-1,fanout          only these, and those whose name begins so with a dash behind it
  --server raw,jackfield            only these
  --rounds 3                        how many of each
  --seconds 0.35                    how long each is measured
  --before b91a18d                  this library as it was at that commit, too
  --quick                           ours and the raw servers, one short round; nothing is recorded
  --out .cache/bench                where the records go`

export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      runtime: { type: 'string' },
      scenario: { type: 'string' },
      server: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      before: { type: 'string' },
      missed: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      out: { type: 'string' },
    },
  })
  const { quick } = values
  const servers = runtimeNames.flatMap((runtime) => contestantsOn(runtime)).map(({ name }) => ({ name }))
  return {
    runtimes: chosen(
      'runtime',
      values.runtime,
      runtimeNames.map((name) => ({ name })),
    ).map(({ name }) => name),
    scenarios: chosen('scenario', values.scenario, scenarios),
    servers: values.server === undefined ? [] : chosen('server', values.server, servers).map(({ name }) => name),
    rounds: positive('rounds', values.rounds ?? (quick ? '1' : '3')),
    seconds: positive('seconds', values.seconds ?? (quick ? '0.3' : '0.35')),
    quick,
    before: values.before,
    missed: values.missed,
    out: values.out ?? (quick ? undefined : '.cache/bench'),
  }
}

/** Those of a list that the text names, or all of them. */
function chosen<T extends { readonly name: string }>(what: string, text: string | undefined, all: readonly T[]) {
  if (text === undefined) return all
  const asked = text.split(',')
  const isMeant = (name: string, one: T) =>
    one.name === name || (what === 'scenario' && one.name.startsWith(`${name}-`))
  const unknown = asked.find((name) => !all.some((one) => isMeant(name, one)))
  if (unknown !== undefined) throw new Error(`no ${what} ${unknown}\n${usage}`)
  return all.filter((one) => asked.some((name) => isMeant(name, one)))
}

function positive(name: string, text: string): number {
  const number = Number(text)
  if (number > 0) return number
  throw new Error(`--${name} ${text}: a number above 0\n${usage}`)
}
