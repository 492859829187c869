import { damageOf, unbounded, withoutCap } from './damage.ts'
import { demands } from './demands.ts'
import { messageSize } from './flood.ts'
import type { Frames } from './frames.ts'
import { trial } from './trial.ts'

// Fifty connections that each make the server keep as much as it will.

const count = 50
const mebibyte = 2 ** 20
const endless = Number.MAX_SAFE_INTEGER

const pouring = (path: string, frames: Frames, bytes: number, reads = true) => ({ path, count, frames, bytes, reads })

trial({
  title: 'readers that stop',
  demands: [demands.slowReaders.cost, demands.slowReaders.beside],
  measure(server) {
    // A Worker is not told what waits for a reader, and would not spare this one: see stopped.test.ts.
    const reading = server.runtime.adapter === 'workers' ? 0 : 1
    const flood = { policy: 'drop', by: 'send', bytes: 8 * mebibyte, step: mebibyte / 8 } as const
    return damageOf(
      server,
      (attacker) => attacker.run('read', { ...flood, reading, stopped: count }),
      (attacker) => attacker.run('read', { ...flood, step: mebibyte / 4, reading: reading * count, stopped: 0 }),
    )
  },
  sabotages: [{ spoils: [demands.slowReaders.cost], options: unbounded }],
})

trial({
  title: 'floods at a handler that does not end',
  demands: [demands.slowHandlers.cost, demands.slowHandlers.beside],
  measure(server) {
    const pour = (path: string) => pouring(path, { kind: 'message', size: messageSize / 4 }, 8 * mebibyte)
    return damageOf(
      server,
      (attacker) => attacker.run('pourFrames', pour('/slow')),
      (attacker) => attacker.run('pourFrames', pour('/sink')),
    )
  },
  sabotages: [
    {
      spoils: [demands.slowHandlers.cost],
      options: { maxPending: { messages: endless, bytes: endless }, maxPendingBytes: endless, maxRate: false },
    },
  ],
})

trial({
  title: 'pings of peers that do not read',
  demands: [demands.pings.cost, demands.pings.beside],
  measure: (server) =>
    damageOf(server, (attacker) =>
      attacker.run('pourFrames', pouring('/sink', { kind: 'ping', size: 125 }, 8 * mebibyte, false)),
    ),
  sabotages: [
    {
      spoils: [demands.pings.cost],
      options: { ...unbounded, maxRate: false },
    },
  ],
})

const unfinished = (size: number) => pouring('/sink', { kind: 'frame', size }, size - 1024)

trial({
  title: 'large messages that are held',
  demands: [demands.large.cost, demands.large.beside],
  measure: (server, { maxPayload = mebibyte }) =>
    damageOf(server, (attacker) => attacker.run('pourFrames', unfinished(maxPayload - 1))),
  sabotages: [{ spoils: [demands.large.cost], options: { maxPayload: 8 * mebibyte } }],
})

trial({
  title: 'messages above maxPayload',
  demands: [demands.tooLarge.cost, demands.tooLarge.beside],
  measure: (server) =>
    damageOf(server, async (attacker) => {
      await attacker.run('pourFrames', { ...unfinished(8 * mebibyte), count: count / 2 })
      const frames = { kind: 'fragment', size: 16 * 1024 } as const
      await attacker.run('pourFrames', { ...pouring('/sink', frames, 8 * mebibyte), count: count / 2 })
    }),
  sabotages: [{ spoils: [demands.tooLarge.cost], options: { maxPayload: 16 * mebibyte } }],
})

trial({
  title: 'messages of tiny fragments that never end',
  demands: [demands.fragments.cost, demands.fragments.beside],
  measure: (server) =>
    damageOf(server, (attacker) =>
      attacker.run('pourFrames', pouring('/sink', { kind: 'fragment', size: 1 }, 65_536 * 7)),
    ),
  sabotages: [{ spoils: [demands.fragments.cost], change: withoutCap }],
})

trial({
  title: 'bytes behind a handshake that waits',
  demands: [demands.early.cost, demands.early.beside],
  measure: (server) =>
    damageOf(server, (attacker) => attacker.run('pourEarly', { path: '/hanging', count, bytes: 8 * mebibyte })),
  sabotages: [
    {
      spoils: [demands.early.cost],
      change: { file: 'adapters/node/pending.ts', find: 'this.#socket.pause()', replace: 'void 0' },
    },
  ],
})
