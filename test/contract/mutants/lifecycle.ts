import type { Mutant } from './mutant.ts'

const handlers = 'src/handlers.ts'
const liveSocket = 'src/live-socket.ts'
const session = 'src/session.ts'

/** Each puts back a trap that was seen in the runtimes' own helpers. */
export const lifecycle: readonly Mutant[] = [
  { row: 'LC01', file: handlers, find: "this.#run('open', openEvent())", replace: 'undefined' },
  {
    row: 'LC02',
    file: handlers,
    find: 'handler?.(event, this.#host.socket)',
    replace:
      "handler?.(event, phase === 'message' ? { send: (data) => this.#host.socket.send(data) } : this.#host.socket)",
  },
  { row: 'LC03', file: session, find: '    this.#state = CLOSING\n', replace: '' },
  { row: 'LC03', file: session, find: '    this.#state = CLOSED\n', replace: '' },
  {
    row: 'LC04',
    file: session,
    find: "    await undefined\n    if (this.#patient) this.dropped('discarded', await this.handlers.done())\n",
    replace: '',
    runtime: 'bun',
  },
  {
    row: 'LC04',
    file: session,
    find: 'handlers.close({ code, reason, wasClean })',
    replace: 'handlers.close({ code, reason })',
  },
  { row: 'LC04', file: 'adapters/node/socket.ts', find: 'code !== 1006)', replace: 'code === 1000)' },
  {
    row: 'LC05',
    file: 'adapters/deno/transport.ts',
    find: "void (answered ? this.#connection.closed(code, reason, true) : this.#connection.closed(1006, '', false))",
    replace: 'void this.#connection.closed(code, reason, wasClean || answered)',
  },
  {
    row: 'LC06',
    file: session,
    find: 'code === undefined && reason !== undefined ? 1000 : code',
    replace: 'code ?? 1000',
  },
  { row: 'LC06', file: 'adapters/bun/transport.ts', find: 'close(code = 1005,', replace: 'close(code?: number,' },
  { row: 'LC07', file: 'src/close.ts', find: 'Number.isInteger(code) && ', replace: '' },
  { row: 'LC07', file: 'src/close.ts', find: 'const size = reasonSize(reason)', replace: 'const size = reason.length' },
  {
    row: 'LC07',
    file: session,
    find: '    checkClose(code, reason)\n    if (this.#state !== OPEN) return\n',
    replace: '    if (this.#state !== OPEN) return\n    checkClose(code, reason)\n',
  },
  {
    row: 'LC08',
    file: 'adapters/workers/transport.ts',
    find: '    else closeQuietly(raw, code, reason)\n',
    replace: '',
    runtime: 'workerd-2025-06-01',
  },
  {
    row: 'LC09',
    file: session,
    find: 'return this.#state === OPEN && this.outbox?.send(message)',
    replace: 'return this.#state !== OPEN || this.outbox?.send(message)',
  },
  {
    row: 'LC09',
    file: session,
    find: 'return this.#state === OPEN && this.outbox?.send(message)',
    replace: "if (this.#state !== OPEN) throw new Error('not open')\n    return this.outbox?.send(message)",
  },
  { row: 'LC10', file: liveSocket, find: 'return this.#line.intent.protocol', replace: "return ''" },
  { row: 'LC10', file: liveSocket, find: 'new URL(this.#line.intent.url)', replace: "new URL('http://nowhere')" },
  {
    row: 'LC10',
    file: 'adapters/node/request.ts',
    find: 'remoteAddress: socket.remoteAddress',
    replace: 'remoteAddress: undefined',
  },
]
