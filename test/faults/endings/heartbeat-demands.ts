import type { Demand, Limit } from '../demand.ts'

/** What the servers of these demands are started with: ms. */
export const heartbeat = { interval: 1_000, timeout: 1_000 }

/** Interval and timeout, and half a second for clocks that tick in whole ones. */
const found = heartbeat.interval + heartbeat.timeout + 500

const noPing: Readonly<Record<string, Limit>> = {
  'workerd-2026-10-01': {
    observed: 'A Worker cannot ping, and its platform does not tell of a peer that has gone mute.',
    link: 'https://developers.cloudflare.com/workers/runtime-apis/websockets/',
  },
}

/** How soon a peer that is gone is found. */
export const demands = {
  mute: {
    id: 'mute-peers',
    says: 'Of 100 peers that answer no ping, heartbeat 1 s and 1 s, the last is gone after',
    threshold: found,
    unit: 'ms',
    declared: noPing,
  },
  hole: {
    id: 'black-hole',
    says: 'Of 100 peers whose bytes go into a black hole, heartbeat 1 s and 1 s, the last is gone after',
    threshold: found,
    unit: 'ms',
    declared: noPing,
  },
  halfOpen: {
    id: 'half-open-peers',
    says: 'Of 100 peers whose network is gone, heartbeat 1 s and 1 s, the last is gone, once and with 1006, after',
    threshold: found,
    unit: 'ms',
    declared: noPing,
  },
  halfOpenLeft: {
    id: 'half-open-left',
    says: 'Of 100 peers whose network is gone, descriptors that stay open, with what a runtime opens for itself',
    threshold: 5,
    unit: 'descriptors',
    declared: noPing,
  },
} as const satisfies Record<string, Demand>
