import type { Mutant } from './mutant.ts'

const drain = 'src/drain.ts'
const handlers = 'src/handlers.ts'
const session = 'src/session.ts'

const told = '    new Promise((resolve) => resolve(hub.settings.onError?.(error, socket))).catch(fail)\n'

/** Each puts back a trap that was seen in the runtimes' own helpers. */
export const faults: readonly Mutant[] = [
  { row: 'FT01', file: handlers, find: '        (error) => this.failed(phase, error),\n', replace: '' },
  { row: 'FT01', file: handlers, find: '      return this.failed(phase, error)\n', replace: '      throw error\n' },
  { row: 'FT01', file: handlers, find: told, replace: '' },
  {
    row: 'FT01',
    file: handlers,
    find: "if (phase !== 'close' && phase !== 'error')",
    replace: "if (phase === 'message')",
  },
  { row: 'FT01', file: handlers, find: 'closeCode(rule, this.#host.socket.protocol)', replace: '1000' },
  {
    row: 'FT01',
    file: 'src/upgrade.ts',
    find: 'andThen(makeEvents(c), (events) => {',
    replace: 'andThen(Promise.resolve(makeEvents(c)).catch(() => ({})), (events) => {',
  },
  { row: 'FT02', file: handlers, find: told, replace: told.repeat(2) },
  {
    row: 'FT02',
    file: handlers,
    find: "isTold ? this.#run('error', errorEvent(error)) : undefined",
    replace: 'onError?.(errorEvent(error), socket)',
  },
  {
    row: 'FT03',
    file: 'adapters/node/upgrade.ts',
    find: 'Math.min(closeTimeout, longestTimer)',
    replace: 'longestTimer',
  },
  {
    row: 'FT03',
    file: session,
    find: 'this.hub.alarms.set(this, this.policy.closeTimeout)',
    replace: '',
    runtime: 'deno',
  },
  {
    row: 'FT03',
    file: 'adapters/node/socket.ts',
    find: 'code !== 1006)',
    replace: 'true)',
  },
  { row: 'FT03', file: 'adapters/workers/serve.ts', find: 'ownTimers: true', replace: 'ownTimers: false' },
  {
    row: 'FT04',
    file: 'src/heartbeat.ts',
    find: 'if (this.#asked) this.dead()',
    replace: 'if (this.#asked) return',
  },
  { row: 'FT04', file: 'src/heartbeat.ts', find: 'if (!this.#asked) return', replace: 'if (this) return' },
  {
    row: 'FT04',
    file: session,
    find: '  pong(): void {\n    this.vigil?.hear()\n',
    replace: '  pong(): void {\n',
  },
  {
    row: 'FT04',
    file: 'adapters/deno/upgrade.ts',
    find: '{ idleTimeout: idleSeconds(policy) }',
    replace: '{ idleTimeout: 0 }',
  },
  { row: 'FT05', file: drain, find: 'return void member.leave(handlers, farewell)', replace: 'return' },
  {
    row: 'FT05',
    file: drain,
    find: 'for (const member of this.#members) member.cut()',
    replace: '',
    runtime: 'memory',
  },
  { row: 'FT05', file: 'src/admission.ts', find: 'if (!this.#isLeaving()) return', replace: 'if (this) return' },
  {
    row: 'FT05',
    file: session,
    find: 'void within(this.hub.platform, ms, this.handlers.idle())',
    replace: 'void Promise.resolve()',
  },
  {
    row: 'FT05',
    file: session,
    find: '.then(() => this.close(code, reason))',
    replace: '.then(() => this.terminate())',
  },
  { row: 'FT05', file: 'src/refuse.ts', find: "'retry-after'", replace: "'x-retry-after'" },
]
