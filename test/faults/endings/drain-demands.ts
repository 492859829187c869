import type { Demand, Limit } from '../demand.ts'

const noSignals: Readonly<Record<string, Limit>> = {
  'workerd-2026-10-01': {
    observed: 'A Worker hears no signal: its connections are cut when the platform ends it.',
    link: 'https://developers.cloudflare.com/workers/runtime-apis/websockets/',
  },
}

/** How a server with many connections ends. */
export const demands = {
  drainCode: {
    id: 'drain-code',
    says: 'Of 5,000 connections of a server that is told to restart, those that are not closed with 1012',
    threshold: 0,
    unit: 'connections',
    declared: noSignals,
  },
  drainLost: {
    id: 'drain-lost',
    says: 'Of 500 messages that 100 of them have sent by then and that take 1.5 s in all, those that get no answer',
    threshold: 0,
    unit: 'messages',
    // What runs has half of the timeout.
    timed: true,
    declared: noSignals,
  },
  drainSpread: {
    id: 'drain-spread',
    says: 'The closes are spread over the window that was asked for: the fullest tenth of it has',
    threshold: 20,
    unit: '%',
    timed: true,
    declared: noSignals,
  },
  drainRefused: {
    id: 'drain-refused',
    says: 'Meanwhile a new handshake gets 503: answers with anything else, or none at all',
    threshold: 0,
    unit: 'handshakes',
    declared: noSignals,
  },
  drainExit: {
    id: 'drain-exit',
    says: 'The process ends by itself with exit code 0 within the timeout of 8 s: after',
    threshold: 8_000,
    unit: 'ms',
    declared: noSignals,
  },
  secondSignal: {
    id: 'second-signal',
    says: 'A second signal ends it at once, with exit code 1: after',
    threshold: 1_000,
    unit: 'ms',
    declared: noSignals,
  },
} as const satisfies Record<string, Demand>
