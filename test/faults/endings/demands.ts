import { demands as alive } from './alive-demands.ts'
import { demands as crowd } from './crowd-demands.ts'
import { demands as drain } from './drain-demands.ts'
import { demands as heartbeat } from './heartbeat-demands.ts'
import { demands as network } from './network-demands.ts'

/** What the tests of endings show, as rows of the scorecard. */
export const demands = { ...network, ...crowd, ...heartbeat, ...alive, ...drain }
