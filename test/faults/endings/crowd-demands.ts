import type { Demand } from '../demand.ts'

/** What those do not keep others from who hang, or are silent. */
export const demands = {
  hanging: {
    id: 'hanging-factories',
    says: '1,000 handshakes whose factory hangs are answered: the last after',
    threshold: 11_000,
    unit: 'ms',
  },
  silent: {
    id: 'silent-connections',
    says: '1,000 connections that say nothing, or half a request, are gone: the last after',
    threshold: 11_000,
    unit: 'ms',
    declared: {
      bun: {
        observed: 'Bun has a clock of its own for them, in steps: about 12 s.',
        link: 'https://bun.com/docs/runtime/http/server#idletimeout',
      },
      deno: {
        observed: 'A request that is never completed is waited for without a limit: put Deno behind a proxy.',
        link: 'https://docs.deno.com/api/deno/~/Deno.serve',
      },
      'workerd-2026-10-01': {
        observed:
          'A request that is never completed is waited for without a limit; on Cloudflare the platform has its own.',
        link: 'https://developers.cloudflare.com/workers/platform/limits/',
      },
    },
  },
  newcomer: {
    id: 'newcomer-beside-them',
    says: 'Beside these 2,000 a client of another address gets in and has its echo: 19 of 20 within, and the last within five times that',
    threshold: 200,
    unit: 'ms',
  },
  pending: {
    id: 'hanging-of-one-address',
    says: 'Of 300 handshakes of one address that hang, so many wait, and the others get 429',
    threshold: 100,
    unit: 'handshakes',
    declared: {
      'workerd-2026-10-01': {
        observed: 'workerd tells no address of a client; on Cloudflare the platform does, in CF-Connecting-IP.',
        link: 'https://developers.cloudflare.com/fundamentals/reference/http-headers/',
      },
    },
  },
  other: {
    id: 'newcomer-of-another-address',
    says: 'Beside these a client of another address gets in and has its echo: 19 of 20 within, and the last within five times that',
    threshold: 200,
    unit: 'ms',
  },
} as const satisfies Record<string, Demand>
