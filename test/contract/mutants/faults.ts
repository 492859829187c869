import type { Mutant } from './mutant.ts'

const session = 'src/session.ts'
const router = 'src/router.ts'

/** Each puts back a trap that was seen in the runtimes' own helpers. */
export const faults: readonly Mutant[] = [
  { row: 'FT01', file: session, find: '        (error) => this.#failed(phase, error),\n', replace: '' },
  { row: 'FT01', file: session, find: '      return this.#failed(phase, error)\n', replace: '      throw error\n' },
  { row: 'FT01', file: session, find: '    this.#report(error)\n', replace: '' },
  {
    row: 'FT01',
    file: session,
    find: "if (phase === 'open' || phase === 'message')",
    replace: "if (phase === 'message')",
  },
  { row: 'FT01', file: session, find: 'rule.close ?? 1011', replace: '1000' },
  {
    row: 'FT01',
    file: 'src/upgrade.ts',
    find: 'await createEvents(c)',
    replace: 'await Promise.resolve(createEvents(c)).catch(() => ({}))',
  },
  {
    row: 'FT02',
    file: session,
    find: '    this.#report(error)\n',
    replace: '    this.#report(error)\n    this.#report(error)\n',
  },
  {
    row: 'FT02',
    file: session,
    find: "phase === 'error' || !onError ? undefined : this.#run('error', () => onError(errorEvent(error), this.#socket))",
    replace: 'onError?.(errorEvent(error), this.#socket)',
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
    find: 'this.#hub.platform.timer(() => this.terminate(), this.#intent.policy.closeTimeout)',
    replace: 'undefined',
    runtime: 'deno',
  },
  {
    row: 'FT03',
    file: 'adapters/node/transport.ts',
    find: 'code !== 1006)',
    replace: 'true)',
  },
  { row: 'FT04', file: 'src/heartbeat.ts', find: '() => this.#target.dead()', replace: '() => {}' },
  {
    row: 'FT04',
    file: 'src/heartbeat.ts',
    find: '    if (this.#asked) this.#watch(this.#options.interval)\n',
    replace: '',
  },
  {
    row: 'FT04',
    file: session,
    find: '  pong(): void {\n    this.#heartbeat?.seen()\n',
    replace: '  pong(): void {\n',
  },
  {
    row: 'FT04',
    file: 'adapters/deno/upgrade.ts',
    find: '{ idleTimeout: idleSeconds(policy) }',
    replace: '{ idleTimeout: 0 }',
  },
  { row: 'FT05', file: router, find: 'for (const member of this.#members) member.leave(timeout / 2)', replace: '' },
  {
    row: 'FT05',
    file: router,
    find: 'for (const member of this.#members) member.cut()',
    replace: '',
    runtime: 'memory',
  },
  { row: 'FT05', file: router, find: 'if (!this.#draining) return undefined', replace: 'if (this) return undefined' },
  {
    row: 'FT05',
    file: session,
    find: 'within(this.#hub.platform, ms, this.#inbox.idle()).then(() => this.close(1001,',
    replace: 'Promise.resolve().then(() => this.close(1001,',
  },
  { row: 'FT05', file: session, find: "this.close(1001, 'the server is going away')", replace: 'this.terminate()' },
  { row: 'FT05', file: 'src/refuse.ts', find: "'retry-after'", replace: "'x-retry-after'" },
]
