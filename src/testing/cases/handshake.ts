import type { ContractCase } from '../target.ts'
import { handshakeAnswers } from './handshake-answers.ts'
import { handshakeEarly } from './handshake-early.ts'
import { handshakeLimits } from './handshake-limits.ts'
import { handshakeMalformed } from './handshake-malformed.ts'
import { handshakePlain } from './handshake-plain.ts'
import { handshakeRoutes } from './handshake-routes.ts'
import { handshakeTerms } from './handshake-terms.ts'
import { handshakeUpgrade } from './handshake-upgrade.ts'

/** HS01 to HS17, but HS14: that one is about Node's own servers. */
export const handshake: readonly ContractCase[] = [
  ...handshakeUpgrade,
  ...handshakePlain,
  ...handshakeMalformed,
  ...handshakeAnswers,
  ...handshakeRoutes,
  ...handshakeTerms,
  ...handshakeEarly,
  ...handshakeLimits,
]
