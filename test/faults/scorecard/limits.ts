import { declares as bun } from '../../../adapters/bun/declares.ts'
import { declares as deno } from '../../../adapters/deno/declares.ts'
import { declares as node } from '../../../adapters/node/declares.ts'
import { declares as workers } from '../../../adapters/workers/declares.ts'
import { cases } from '../../../src/testing/cases/index.ts'

/** Rows on whom a server lets in, what bounds a peer, how it is cut, and what is told. */
const concern = /^(AD|BD|RP|HS06|HS15|HS16|LC05|MS03|MS04|MS05|MS06d|FT03|FT04|TP06)/

const titleOf = (id: string): string => cases.find((one) => one.id === id)?.title ?? ''

/** What the adapters declare that concerns an operator, as the table in docs/security.md. */
export function limits(): string {
  const rows = [...node, ...bun, ...deno, ...workers]
    .filter((one) => concern.test(one.case))
    .map(
      ({ runtime, case: id, observed, link }) =>
        `| ${runtime} | ${id} | ${titleOf(id)} | ${observed} ([source](${link})) |`,
    )
  return ['| runtime | row | what is asked | what is seen instead |', '| --- | --- | --- | --- |', ...rows].join('\n')
}
