import type { Demand, Limit } from './demand.ts'

const memory = (id: string, says: string, declared: Demand['declared'] = {}): Demand => ({
  id,
  says,
  threshold: 64,
  unit: 'MB',
  declared,
})

const denoFrames = 'https://github.com/denoland/deno/blob/main/ext/websocket/lib.rs'
const workerdFrames = 'https://github.com/capnproto/capnproto/blob/v2/c%2B%2B/src/kj/compat/http.c%2B%2B'

const manyFragments: Limit = {
  observed: 'workerd 1.20261023 keeps some 40 bytes for each fragment until the message is whole, and counts none.',
  link: workerdFrames,
}
const workerdSizes: Limit = {
  observed: 'workerd 1.20261023 takes in up to 32 MiB before anything of the message is told.',
  link: 'https://developers.cloudflare.com/workers/platform/limits/',
}
const denoSizes: Limit = {
  observed: 'Deno 2.9 takes a message in whole, of any size, before anything of it is told.',
  link: denoFrames,
}
const denoEarly: Limit = {
  observed: 'Deno 2.9 reads without a bound what comes behind a handshake that waits.',
  link: 'https://github.com/denoland/deno/blob/main/ext/http/http_next.rs',
}
const denoPings: Limit = {
  observed:
    'Deno 2.9 answers pings by itself, before anybody is told: what waits of pongs is not seen, and other sockets wait.',
  link: denoFrames,
  swings: true,
}
const workerdUnread: Limit = {
  observed: 'workerd 1.20261023 does not tell what waits unread, and nobody can be cut in the event of another.',
  link: 'https://developers.cloudflare.com/workers/runtime-apis/websockets/',
}
const workerdReads: Limit = {
  observed: 'workerd 1.20261023 reads on after our close frame, and cannot cut: what still comes is taken in.',
  link: 'https://developers.cloudflare.com/workers/runtime-apis/websockets/',
}
const denoReads: Limit = {
  observed: 'Deno 2.9 cannot pause, and reads on after our close frame: what still comes is taken in.',
  link: 'https://github.com/denoland/deno/issues/36337',
  swings: true,
}
const workerdHeld: Limit = {
  observed: 'workerd 1.20261023 keeps somewhat more than an unfinished message has bytes.',
  link: workerdFrames,
  swings: true,
}
const workerdPings: Limit = {
  observed: 'workerd 1.20261023 answers pings by itself, and nobody is told: they do not count against maxRate.',
  link: workerdFrames,
  swings: true,
}

/** Beside each attack, figures as `ratioOf` compares them. */
const beside = (id: string, says: string, declared: Demand['declared'] = {}): Demand => ({
  id: `${id}-bystander`,
  says: `A bystander beside ${says}: its round trips, times as long as without`,
  threshold: 3,
  unit: '×',
  declared,
})

const stopped = (by: string, how: string) => ({
  cost: {
    id: `stopped-${by}`,
    says: `A reader that stops under 400 MB by ${how}, whatever the policy: memory that it costs`,
    threshold: 20,
    unit: 'MB',
    // A Worker goes by what it has sent in a second.
    timed: true,
  } as Demand,
  told: {
    id: `stopped-${by}-told`,
    says: `A reader that stops under 400 MB by ${how}, whatever the policy: what it does not get is told or counted`,
    threshold: 90,
    unit: '%',
    at: 'least',
  } as Demand,
  beside: beside(`stopped-${by}`, `a reader that stops under 400 MB by ${how}`),
})

/** What the attacks of this folder show, as rows of the scorecard. */
export const demands = {
  stoppedSend: stopped('send', '`send`'),
  stoppedPublish: stopped('publish', '`publish`'),
  slowReaders: {
    cost: memory('slow-readers', '50 readers that stop under 8 MiB each: memory', {
      'workerd-2026-10-01': workerdUnread,
    }),
    beside: beside('slow-readers', '50 readers that stop'),
  },
  slowHandlers: {
    cost: memory('slow-handlers', '50 connections that pour 8 MiB each at a handler that does not end: memory', {
      deno: denoReads,
      'workerd-2026-10-01': { ...workerdReads, swings: true },
    }),
    beside: beside('slow-handlers', '50 floods at a slow handler'),
  },
  pings: {
    cost: memory('pings', '50 connections that pour in pings and read no pong: memory', { deno: denoPings }),
    beside: beside('pings', '50 floods of pings that read no pong', { deno: denoPings }),
  },
  large: {
    cost: memory('large-messages', '50 messages cut just below maxPayload, and held: memory', {
      'workerd-2026-10-01': workerdHeld,
    }),
    beside: beside('large-messages', '50 large messages that are held'),
  },
  tooLarge: {
    cost: memory('too-large-messages', '50 messages of 8 MiB, above maxPayload, in one frame or in fragments: memory', {
      deno: denoSizes,
      'workerd-2026-10-01': workerdSizes,
    }),
    beside: beside('too-large-messages', '50 messages above maxPayload'),
  },
  fragments: {
    cost: memory('fragments', '50 messages of 65,536 fragments of one byte that never end: memory', {
      'workerd-2026-10-01': manyFragments,
    }),
    beside: beside('fragments', '50 messages of tiny fragments that never end'),
  },
  early: {
    cost: memory('early-data', '50 connections that pour 8 MiB each behind a handshake that waits: memory', {
      deno: denoEarly,
    }),
    beside: beside('early-data', '50 floods behind a handshake that waits'),
  },
  floodOfFrames: {
    cost: memory('flood-frames', 'A flood of tiny messages on one connection: memory', {
      'workerd-2026-10-01': workerdReads,
    }),
    beside: beside('flood-frames', 'a flood of tiny messages on one connection', {
      'workerd-2026-10-01': workerdReads,
    }),
  },
  floodOfPings: {
    cost: memory('flood-pings', 'A flood of pings on one connection: memory'),
    beside: beside('flood-pings', 'a flood of pings on one connection', { 'workerd-2026-10-01': workerdPings }),
  },
  floodOfFragments: {
    cost: memory('flood-fragments', 'Two million fragments, empty and of one byte, on one connection: memory', {
      'workerd-2026-10-01': manyFragments,
    }),
    beside: beside('flood-fragments', 'two million tiny fragments on one connection'),
  },
} as const satisfies Record<string, Readonly<Record<string, Demand>>>

/** All of them, in the order of the scorecard. */
export const rows: readonly Demand[] = Object.values(demands).flatMap((group) => Object.values<Demand>(group))
