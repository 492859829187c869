import type { Demand } from '../demand.ts'

/** What a network may do to bytes and connections, and nobody is harmed. */
export const demands = {
  pieces: {
    id: 'byte-by-byte',
    says: 'Of 50 conversations whose bytes come one every 3 ms, both ways, those that are not whole',
    threshold: 0,
    unit: 'conversations',
  },
  delayed: {
    id: 'delayed',
    says: 'Of 50 conversations whose bytes are held for 20 ms, both ways, those that are not whole',
    threshold: 0,
    unit: 'conversations',
  },
  cut: {
    id: 'cut-anywhere',
    says: 'A conversation cut or reset behind any byte of either direction: connections not closed exactly once',
    threshold: 0,
    unit: 'connections',
  },
  cutLeft: {
    id: 'cut-anywhere-left',
    says: 'A conversation cut or reset behind any byte of either direction: descriptors that stay open',
    threshold: 0,
    unit: 'descriptors',
    declared: {
      deno: {
        observed:
          'Deno 2.9 waits for ever for an upgrade whose 101 it could not write: a reset right behind the handshake.',
        link: 'https://github.com/denoland/deno/blob/main/ext/http/http_next.rs',
      },
    },
  },
} as const satisfies Record<string, Demand>
