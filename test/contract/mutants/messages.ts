import type { Mutant } from './mutant.ts'

const handlers = 'src/handlers.ts'
const inbox = 'src/inbox.ts'
const session = 'src/session.ts'

/** Each puts back a trap that was seen in the runtimes' own helpers. */
export const messages: readonly Mutant[] = [
  { row: 'MS03', file: 'adapters/node/transport.ts', find: 'this.#raw.pause()', replace: '' },
  { row: 'BD01', file: 'adapters/node/transport.ts', find: 'this.#raw.resume()', replace: '' },
  {
    row: 'MS01',
    file: 'src/events.ts',
    find: 'new LightMessageEvent(data)',
    replace: "new LightMessageEvent(typeof data === 'string' ? data : (new Blob([data]) as never))",
  },
  {
    row: 'MS07',
    file: 'adapters/node/socket.ts',
    find: "this.binaryType = 'arraybuffer'",
    replace: "this.binaryType = 'nodebuffer'",
  },
  {
    row: 'MS01',
    file: 'adapters/workers/runtime.ts',
    find: "socket.binaryType = 'arraybuffer'",
    replace: '',
  },
  {
    row: 'MS02',
    file: 'src/data.ts',
    find: 'new Uint8Array(data.buffer, data.byteOffset, data.byteLength)',
    replace: 'new Uint8Array(data.buffer)',
  },
  {
    row: 'MS02',
    file: 'src/data.ts',
    find: '  throw new TypeError(\n    `a message is',
    replace: '  if (data) return String(data)\n  throw new TypeError(\n    `a message is',
  },
  {
    row: 'MS02',
    file: 'adapters/bun/transport.ts',
    find: "isEmpty(message) ? 'sent' : 'dropped'",
    replace: "'dropped'",
  },
  { row: 'MS03', file: inbox, find: 'work < concurrency && ', replace: '' },
  { row: 'MS03', file: inbox, find: 'messages < maxPending.messages && ', replace: '' },
  { row: 'MS03', file: inbox, find: '(messages === 0 || bytes + size <= this.#maxBytes)', replace: 'true' },
  { row: 'MS03', file: 'src/session.ts', find: '    await undefined\n', replace: '', runtime: 'bun' },
  {
    row: 'MS03',
    file: inbox,
    find: 'this.#waiting.length === 0 && this.#mayStart(entry)',
    replace: 'this.#mayStart(entry)',
    runtime: 'node24',
  },
  { row: 'MS03', file: inbox, find: '    this.#options.overflow()\n', replace: '', runtime: 'bun' },
  { row: 'MS03', file: inbox, find: '      this.#options.relief()\n', replace: '' },
  {
    row: 'MS03',
    file: 'src/vigil.ts',
    find: 'this.#host.stop(reason, `more',
    replace: 'this.#host.dead(0, `more',
    runtime: 'bun',
  },
  { row: 'MS03', file: session, find: '    LiveSocket.abort(this.socket)\n', replace: '' },
  { row: 'MS03', file: session, find: 'await this.handlers.done()', replace: '0' },
  {
    row: 'MS03',
    file: handlers,
    find: 'await within(hub.platform, handlerTimeout, inbox.idle())',
    replace: 'await inbox.idle()',
  },
  { row: 'MS03', file: 'src/options.ts', find: 'concurrency: Number.POSITIVE_INFINITY,', replace: 'concurrency: 1,' },
  { row: 'MS03', file: 'src/options.ts', find: '{ messages: 256,', replace: '{ messages: 1024,' },
  {
    row: 'MS04',
    file: 'src/live-socket.ts',
    find: 'return this.#line.transport?.bufferedAmount ?? 0',
    replace: 'return 0',
    runtime: 'node24',
  },
  {
    row: 'MS04',
    file: 'adapters/bun/transport.ts',
    find: "    if (written < 0) return 'queued'\n",
    replace: '',
  },
  { row: 'MS05', file: session, find: 'if (!isTooBig) return', replace: 'if (maxPayload) return' },
  { row: 'MS05', file: 'src/channel/text.ts', find: 'else if (unit >= 0x80) size += 1', replace: '' },
  { row: 'MS05', file: 'src/options.ts', find: 'maxPayload: mebibyte', replace: 'maxPayload: 16 * mebibyte' },
  { row: 'MS05', file: 'src/options.ts', find: 'route[key] ?? server[key]', replace: 'server[key] ?? route[key]' },
  {
    row: 'MS06',
    file: 'adapters/node/upgrade.ts',
    find: 'clientTracking: false,',
    replace: 'clientTracking: false,\n      skipUTF8Validation: true,',
  },
  {
    row: 'MS06',
    file: 'adapters/node/socket.ts',
    find: "['error', ({",
    replace: "['failure', ({",
  },
  {
    row: 'MS07',
    file: session,
    find: 'if (!isTooBig) return',
    replace: 'if (!isTooBig && mostOf(data) > 0) return',
  },
  {
    row: 'MS07',
    file: 'adapters/bun/serve.ts',
    find: 'maxPayloadLength: router.maxPayload,',
    replace: 'maxPayloadLength: 65_535,',
  },
  {
    row: 'MS08',
    file: 'src/events.ts',
    find: 'if (Object.hasOwn(prototype, key)) continue',
    replace: 'continue',
  },
  {
    row: 'MS08',
    file: 'src/events.ts',
    find: '    Object.setPrototypeOf(prototype, MessageEvent.prototype)\n',
    replace: '',
  },
  {
    row: 'MS08',
    file: 'src/events.ts',
    find: "[Symbol.for('nodejs.util.inspect.custom')]",
    replace: 'shown',
    runtime: 'bun',
  },
  {
    row: 'MS08',
    file: 'src/events.ts',
    find: "new (globalThis.CloseEvent ?? PlainCloseEvent)('close', detail)",
    replace: "Object.assign(new Event('close'), detail)",
  },
  { row: 'MS08', file: 'src/live-socket.ts', find: 'return this.#line.transport?.raw', replace: 'return undefined' },
]
