import type { Mutant } from './mutant.ts'

const flow = 'src/flow.ts'
const outbox = 'src/outbox.ts'
const ledger = 'src/guards/ledger.ts'
const report = 'src/report.ts'
const options = 'src/options.ts'
const log = 'src/log.ts'

/** Each takes a bound away, or keeps silent about it. */
export const bounds: readonly Mutant[] = [
  { row: 'BD01', file: flow, find: 'if (wait > 0 && !this.#slowed)', replace: 'if (wait < 0)' },
  { row: 'BD01', file: flow, find: '!isTooLong && ', replace: '' },
  { row: 'BD01', file: flow, find: 'timer(() => this.#go(),', replace: 'timer(() => {},' },
  { row: 'BD01', file: 'src/guards/rate.ts', find: 'this.#tokens = burst', replace: 'this.#tokens = 1' },
  {
    row: 'BD01',
    file: 'src/session.ts',
    find: '    if (this.#state === OPEN) this.vigil?.count()\n    return',
    replace: '    return',
    runtime: 'node24',
  },
  { row: 'BD02', file: outbox, find: 'bytes >= maxBufferedBytes', replace: 'bytes >= Number.POSITIVE_INFINITY' },
  {
    row: 'BD02',
    file: outbox,
    find: "policy.slowReader === 'close') this",
    replace: "policy.slowReader !== 'latest') this",
  },
  {
    row: 'BD02',
    file: outbox,
    find: "if (this.#latest.delete(topic)) this.#host.tell.dropped('replaced', 1)",
    replace: "if (this.#latest.has(topic)) return this.#host.tell.dropped('replaced', 1), 'dropped'",
  },
  { row: 'BD02', file: outbox, find: '    if (this.#latest) this.#watch()\n', replace: '' },
  {
    row: 'BD03',
    file: ledger,
    find: 'if (this.total > this.#limits.total)',
    replace: 'if (this.total < 0)',
    runtime: 'node24',
  },
  {
    row: 'BD03',
    file: ledger,
    find: 'if (this.#in(scope).bytes > this.#limits.perRoom)',
    replace: 'if (this.#in(scope).bytes < 0)',
    runtime: 'node24',
  },
  { row: 'BD03', file: ledger, find: 'other - one', replace: 'one - other', runtime: 'node24' },
  {
    row: 'BD04',
    file: 'src/check-options.ts',
    find: 'if (!Object.hasOwn(rules, key)) failUnknown(key, Object.keys(rules), name)',
    replace: '',
  },
  { row: 'BD04', file: 'src/upgrade.ts', find: "checkOptions('upgradeWebSocket', options)", replace: '' },
  {
    row: 'FT06',
    file: options,
    find: 'maxBufferedBytes: 4 * mebibyte',
    replace: 'maxBufferedBytes: Number.POSITIVE_INFINITY',
  },
  { row: 'FT06', file: options, find: "slowReader: 'close'", replace: "slowReader: 'drop'" },
  { row: 'RP01', file: report, find: '?? 0) + times', replace: '?? 0) + 1' },
  { row: 'RP01', file: 'src/session.ts', find: 'this.#end(this.#door !== undefined)', replace: 'this.#end(false)' },
  { row: 'RP01', file: 'src/router.ts', find: 'this.#report.accepted++', replace: '' },
  {
    row: 'RP01',
    file: 'src/router.ts',
    find: 'unsentBytes: this.ledger.measure()',
    replace: 'unsentBytes: 0',
    runtime: 'node24',
  },
  {
    row: 'RP01',
    file: 'adapters/node/socket.ts',
    find: '/TOO_MANY|MESSAGE_LENGTH/.test(code)',
    replace: "code === ''",
  },
  { row: 'RP02', file: report, find: 'now - said.at < minute', replace: 'now < said.at' },
  { row: 'RP02', file: report, find: 'now - said.at < minute', replace: 'now >= said.at' },
  { row: 'RP02', file: report, find: 'if (about !== undefined) return', replace: 'if (about === this) return' },
  { row: 'RP02', file: report, find: 'quiet.has(reason) ? undefined : ', replace: '', runtime: 'node24' },
  { row: 'RP02', file: log, find: 'redact(escapeControls(text))', replace: 'escapeControls(text)' },
  { row: 'RP03', file: log, find: 'redact(escapeControls(text))', replace: 'redact(text)' },
]
