import type { Mutant } from './mutant.ts'

const handlers = 'src/handlers.ts'
const session = 'src/session.ts'

/** Each puts back a trap that was seen in the runtimes' own helpers. */
export const lifecycle: readonly Mutant[] = [
  { row: 'LC01', file: handlers, find: 'onOpen?.(openEvent(), ws)', replace: 'undefined' },
  {
    row: 'LC02',
    file: handlers,
    find: 'onMessage?.(messageEvent(message), ws)',
    replace: 'onMessage?.(messageEvent(message), { send: (data) => ws.send(data) })',
  },
  { row: 'LC03', file: session, find: '    this.#state = CLOSING\n', replace: '' },
  { row: 'LC03', file: session, find: '    this.#state = CLOSED\n', replace: '' },
  {
    row: 'LC04',
    file: session,
    find: '    await undefined\n    if (this.#patient) this',
    replace: '    if (this.#handlers.inbox.busy) this',
    runtime: 'bun',
  },
  {
    row: 'LC04',
    file: session,
    find: 'closeEvent({ code, reason, wasClean })',
    replace: 'closeEvent({ code, reason })',
  },
  { row: 'LC04', file: 'adapters/node/transport.ts', find: 'code !== 1006)', replace: 'code === 1000)' },
  {
    row: 'LC05',
    file: 'adapters/deno/transport.ts',
    find: "void (answered ? this.#connection.closed(code, reason, true) : this.#connection.closed(1006, '', false))",
    replace: 'void this.#connection.closed(code, reason, wasClean || answered)',
  },
  {
    row: 'LC05',
    file: session,
    find: 'this.#tell.failed(error, reason)',
    replace: "void this.#handlers.failed('close', error)",
    runtime: 'deno',
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
  { row: 'LC09', file: session, find: '!this.#outbox) return false', replace: '!this.#outbox) return true' },
  {
    row: 'LC09',
    file: session,
    find: '!this.#outbox) return false',
    replace: "!this.#outbox) throw new Error('not open')",
  },
  { row: 'LC10', file: session, find: 'return this.#intent.protocol', replace: "return ''" },
  { row: 'LC10', file: session, find: 'this.address = intent.url', replace: "this.address = 'http://nowhere'" },
  {
    row: 'LC10',
    file: 'adapters/node/attach.ts',
    find: 'remoteAddress: incoming.socket.remoteAddress',
    replace: 'remoteAddress: undefined',
  },
]
