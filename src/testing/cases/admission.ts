import type { ContractCase } from '../target.ts'
import { admissionCounts } from './admission-counts.ts'
import { admissionDisconnect } from './admission-disconnect.ts'
import { admissionExpiry } from './admission-expiry.ts'
import { admissionFirst } from './admission-first.ts'
import { admissionHosts } from './admission-hosts.ts'
import { admissionOrigins } from './admission-origins.ts'
import { admissionTokens } from './admission-tokens.ts'

/** AD01 to AD09: who may connect, for how long, and how many. */
export const admission: readonly ContractCase[] = [
  ...admissionOrigins,
  ...admissionHosts,
  ...admissionTokens,
  ...admissionFirst,
  ...admissionExpiry,
  ...admissionDisconnect,
  ...admissionCounts,
]
