import type { Demand } from '../demand.ts'
import { rows as attacks } from '../demands.ts'
import { demands as endings } from '../endings/demands.ts'
import { demands as rules } from './rules.ts'
import { demands as strangers } from './strangers.ts'
import { demands as strings } from './strings.ts'

/** All that the suites measure, by id. */
export const measured: ReadonlyMap<string, Demand> = new Map(
  [...attacks, ...Object.values<Demand>(endings), ...rules, ...strangers, ...strings].map((demand) => [
    demand.id,
    demand,
  ]),
)
