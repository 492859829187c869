import type { Mutant } from './mutant.ts'

const terms = 'src/terms.ts'
const session = 'src/session.ts'
const hosts = 'src/guards/host.ts'
const proxies = 'src/guards/proxies.ts'
const token = 'src/guards/token.ts'
const targets = 'src/targets.ts'
const gate = 'src/guards/gate.ts'

/** Each lets somebody in who does not belong, or lets somebody stay. */
export const admission: readonly Mutant[] = [
  {
    row: 'AD01',
    file: 'src/guards/origin.ts',
    find: 'if (allowed.has(origin) || ',
    replace: "if (allowed.has('https://' + page.hostname) || ",
  },
  {
    row: 'AD01',
    file: 'src/guards/origin.ts',
    find: '/\\/\\/[^.:[]+\\./',
    replace: '/\\/\\/[^:[]+\\.(?=[^.]+\\.[^.]+$)/',
  },
  {
    row: 'AD01',
    file: 'src/guards/origin.ts',
    find: 'if (words.has(origin)) return allowed.has(origin)',
    replace: 'if (words.has(origin)) return true',
  },
  {
    row: 'AD02',
    file: terms,
    find: 'if (may !== true)',
    replace: 'if (!may)',
  },
  { row: 'AD02', file: terms, find: 'andThen(passes, (may) =>', replace: 'andThen(Boolean(passes), (may) =>' },
  {
    row: 'AD02',
    file: 'src/options.ts',
    find: 'route[key] ?? server[key] ?? defaults[key]',
    replace: 'server[key] ?? route[key] ?? defaults[key]',
  },
  {
    row: 'AD03',
    file: 'src/admission.ts',
    find: 'if (!hosts) return',
    replace: 'if (!hosts || !slot.isHandshake) return',
  },
  {
    row: 'AD03',
    file: hosts,
    find: 'url.hostname.replace(/^[^.]+\\./',
    replace: 'url.hostname.replace(/^.+\\.(?=[^.]+\\.)/',
  },
  { row: 'AD03', file: hosts, find: 'Number(written)', replace: '3000' },
  {
    row: 'AD03',
    file: 'src/admission.ts',
    find: ' || hasForeignHost(intake.request.url, host)',
    replace: '',
    runtime: 'node24',
  },
  {
    row: 'AD04',
    file: proxies,
    find: 'trust === nobody && address !== undefined && isV4(address)) return { address, host, scheme }',
    replace: 'false) return { address, host, scheme }\n  trust = () => true',
  },
  { row: 'AD04', file: proxies, find: 'hop < maxHops && trust(client, hop)', replace: 'hop < maxHops' },
  { row: 'AD04', file: proxies, find: '=> hop < hops', replace: '=> hop <= hops' },
  { row: 'AD04', file: proxies, find: 'canonical(client) : address', replace: 'String(address) : address' },
  {
    row: 'AD05',
    file: token,
    find: 'protocols: offered.filter((one) => !isToken(one)),',
    replace: 'protocols: offered,',
  },
  {
    row: 'AD05',
    file: token,
    find: 'await options.verify(token, c)',
    replace: '(await options.verify(token, c)) ?? {}',
  },
  { row: 'AD05', file: token, find: ' && another === undefined', replace: '' },
  { row: 'AD06', file: session, find: 'this.handlers.hold()', replace: '' },
  { row: 'AD06', file: token, find: 'if (token.length > longest) ', replace: 'if (token.length > 1e9) ' },
  {
    row: 'AD06',
    file: 'src/guards/door.ts',
    find: "platform.timer(() => host.stop('unauthorized', late), keeper.timeout)",
    replace: '() => {}',
  },
  {
    row: 'AD06',
    file: terms,
    find: "if (typeof message !== 'string') return undefined",
    replace: "if (typeof message !== 'string') return new TextDecoder().decode(message)",
  },
  {
    row: 'AD06',
    file: 'src/handlers.ts',
    find: "textOf(error).replaceAll(secret, '[redacted]')",
    replace: 'textOf(error)',
  },
  { row: 'AD07', file: 'src/guards/lease.ts', find: ' + this.#grace', replace: '', runtime: 'node24' },
  { row: 'AD07', file: 'src/guards/lease.ts', find: '    this.#watch()\n  }\n\n  stop', replace: '  }\n\n  stop' },
  {
    row: 'AD07',
    file: session,
    find: "    this.dropped('discarded', this.handlers.shut(true))\n",
    replace: '',
  },
  { row: 'AD08', file: targets, find: "['key', 'route', 'room'] as const", replace: "['route', 'room'] as const" },
  { row: 'AD08', file: targets, find: "['key', 'route', 'room'] as const", replace: "['key', 'room'] as const" },
  { row: 'AD08', file: targets, find: "['key', 'route', 'room'] as const", replace: "['key', 'route'] as const" },
  {
    row: 'AD08',
    file: session,
    find: 'code ?? closeCode(errors[reason], this.intent.protocol)',
    replace: 'closeCode(errors[reason], this.intent.protocol)',
  },
  {
    row: 'AD08',
    file: 'src/router.ts',
    find: '    checkTarget(target, options)\n    this',
    replace: '    this',
  },
  {
    row: 'AD08',
    file: targets,
    find: 'if (route !== undefined && room !== undefined) return { route, room }',
    replace: "return { route, room: room ?? '' }",
    runtime: 'workerd-2026-10-01',
  },
  {
    row: 'AD08',
    file: 'adapters/workers/room.ts',
    find: 'key === undefined || member.key === key',
    replace: 'true',
  },
  { row: 'AD09', file: gate, find: 'this.#total >= this.#limits.total', replace: 'this.#total > this.#limits.total' },
  { row: 'AD09', file: gate, find: '>= this.#limits.perAddress', replace: '> this.#limits.perAddress' },
  { row: 'AD09', file: 'src/drain.ts', find: 'else this.#gate.leave(member.bucket)', replace: '' },
  { row: 'AD09', file: 'src/router.ts', find: '    this.#handshakes.leave(slot)\n', replace: '' },
  {
    row: 'AD09',
    file: gate,
    find: 'if (now - visitor.since <= this.#patience) continue',
    replace: 'break',
    runtime: 'workerd-2026-10-01',
  },
]
