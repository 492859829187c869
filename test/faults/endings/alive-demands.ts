import type { Demand } from '../demand.ts'

/** What a server lives through. */
export const demands = {
  otherUpgrades: {
    id: 'alive-other-upgrades',
    says: 'Of 200 requests for another protocol, reset at once or behind the answer: a bystander or a newcomer is not served',
    threshold: 0,
    unit: 'times',
  },
  resets: {
    id: 'alive-reset-handshakes',
    says: 'Of 200 handshakes that are reset while their factory waits: a bystander or a newcomer is not served',
    threshold: 0,
    unit: 'times',
  },
  rejections: {
    id: 'alive-rejections',
    says: 'Of 48 ways in which a handler throws or rejects: a bystander or a newcomer is not served',
    threshold: 0,
    unit: 'times',
  },
} as const satisfies Record<string, Demand>
