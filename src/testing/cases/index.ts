import type { ContractCase } from '../target.ts'
import { admission } from './admission.ts'
import { bounds } from './bounds.ts'
import { channels } from './channels.ts'
import { faults } from './faults.ts'
import { handshake } from './handshake.ts'
import { lifecycle } from './lifecycle.ts'
import { messages } from './messages.ts'
import { reports } from './reports.ts'
import { topics } from './topics.ts'
import { topicsBounds } from './topics-bounds.ts'

/** Every case of the contract, in the order of its rows. */
export const cases: readonly ContractCase[] = [
  ...handshake,
  ...lifecycle,
  ...messages,
  ...faults,
  ...topics,
  ...topicsBounds,
  ...admission,
  ...bounds,
  ...channels,
  ...reports,
]
