import type { Bug } from './bug.ts'

const door = 'src/guards/door.ts'
const flow = 'src/flow.ts'
const inbox = 'src/inbox.ts'
const ledger = 'src/guards/ledger.ts'
const outbox = 'src/outbox.ts'
const router = 'src/router.ts'
const session = 'src/session.ts'

/** Bugs in who may connect and what is bounded. */
export const guardBugs: readonly Bug[] = [
  // Who may connect, and for how long.
  {
    name: 'an address is never full',
    row: 'AD09',
    file: 'src/guards/gate.ts',
    find: "return 'too_many'",
    replace: 'return undefined',
  },
  {
    name: 'who leaves is still counted',
    row: 'AD09',
    file: 'src/guards/gate.ts',
    find: 'this.#count(address, -1)',
    replace: '',
  },
  {
    name: 'two addresses of one network count apart',
    row: 'AD09',
    file: 'src/slot.ts',
    find: 'bucketOf(address)',
    replace: 'address',
  },
  {
    name: 'a handshake is counted for ever',
    row: 'AD09',
    file: router,
    find: '    this.#handshakes.leave(slot)\n',
    replace: '',
  },
  {
    name: 'a message that waits for a token is handled before it',
    row: 'AD06',
    file: inbox,
    find: 'if (this.#held) return false',
    replace: '',
  },
  {
    name: 'a token that is found good after the end opens the connection',
    row: 'AD06',
    file: door,
    find: '      if (this.#shut) return\n      this.shut()',
    replace: '      this.shut()',
  },
  {
    name: 'a token may take for ever',
    row: 'AD06',
    file: door,
    find: "platform.timer(() => host.stop('unauthorized', late), keeper.timeout)",
    replace: '() => {}',
  },
  {
    name: 'an end that was put off comes all the same',
    row: 'AD07',
    file: 'src/guards/lease.ts',
    find: '    this.stop()\n    this.#expiresAt',
    replace: '    this.#expiresAt',
  },
  {
    name: 'an end that is there to stay is not kept',
    row: 'AD07',
    file: 'src/guards/lease.ts',
    find: 'left() > 0 ? this.#watch() : this.#over()',
    replace: 'left() > 0 ? this.#watch() : undefined',
  },
  {
    name: 'a closed connection expires',
    row: 'AD07',
    file: session,
    find: 'this.#lease?.stop()',
    replace: '',
  },
  {
    name: 'a key names the connections of others',
    row: 'AD08',
    file: 'src/targets.ts',
    find: "(['key', 'route', 'room'] as const)",
    replace: "(['route', 'room'] as const)",
  },
  {
    name: 'what is ended before it opens is opened',
    row: 'AD08',
    file: session,
    find: "if (!this.transport) this.#abandon('disconnected', 'the app has ended it before it was open')\n    else",
    replace: 'if (this.transport)',
  },
  // What is bounded.
  {
    name: 'a slow reader is measured once only',
    row: 'BD02',
    file: outbox,
    find: "if (result === 'queued' || this.#queued) this.measure()",
    replace: '',
  },
  {
    name: 'the first of a topic waits, and not the newest',
    row: 'BD02',
    file: outbox,
    find: "if (this.#latest.delete(topic)) this.#host.tell.dropped('replaced', 1)\n    this",
    replace: "if (this.#latest.has(topic)) this.#host.tell.dropped('replaced', 1)\n    else this",
  },
  {
    name: 'what waits for a slow reader waits for ever',
    row: 'BD02',
    file: outbox,
    find: 'if (this.#latest.size === 1) this.#watch()',
    replace: '',
  },
  {
    name: 'a topic that was left is sent',
    row: 'BD02',
    file: outbox,
    find: '    this.#latest?.delete(topic)\n  }\n',
    replace: '  }\n',
  },
  {
    name: 'what waits at the end is not counted',
    row: 'BD02',
    file: outbox,
    find: "if (this.#latest) this.#host.tell.dropped('slow_reader', this.#latest.size)",
    replace: '',
  },
  {
    name: 'bytes that were sent are still owed',
    row: 'BD03',
    file: ledger,
    find: '    this.measure()\n    if (sum()',
    replace: '    if (sum()',
  },
  {
    name: 'who owes the least is cut',
    row: 'BD03',
    file: ledger,
    find: 'other - one',
    replace: 'one - other',
  },
  {
    name: 'a room has no bound of its own',
    row: 'BD03',
    file: ledger,
    find: 'if (this.#in(scope).bytes > this.#limits.perRoom) {',
    replace: 'if (this.#in(scope).bytes > this.#limits.total) {',
  },
  {
    name: 'a connection that is over still owes',
    row: 'BD03',
    file: session,
    find: 'this.hub.ledger.forget(this)',
    replace: '',
  },
  {
    name: 'bytes that are lost stay in the pool',
    row: 'BD01',
    file: inbox,
    find: 'this.#options.pool.give(this.#waitingBytes)',
    replace: '',
  },
  {
    name: 'pings are free',
    row: 'BD01',
    file: session,
    find: 'if (this.#state === OPEN) this.vigil?.count()\n    return',
    replace: 'return',
  },
  {
    name: 'who speaks too fast is let go too soon',
    row: 'BD01',
    file: flow,
    find: 'if (wait > 0) this.#slow(now, wait)\n    else if',
    replace: 'if',
  },
  {
    name: 'what waits is read again as soon as the rate allows it',
    row: 'BD01',
    file: flow,
    find: 'else if (!this.#full) this.#host.resume()',
    replace: 'else this.#host.resume()',
  },
]
