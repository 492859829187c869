import { alarmBugs } from './alarm-bugs.ts'
import type { Bug } from './bug.ts'
import { guardBugs } from './guard-bugs.ts'

const drain = 'src/drain.ts'
const flow = 'src/flow.ts'
const heartbeat = 'src/heartbeat.ts'
const inbox = 'src/inbox.ts'
const router = 'src/router.ts'
const session = 'src/session.ts'

export const bugs: readonly Bug[] = [
  {
    name: 'a drain closes once more what is closing',
    row: 'LC04',
    file: session,
    find: 'if (this.#over) this.handlers.hurry()',
    replace: "if (this.#over && !(this.#over = false)) void this.closed(1006, '', false)",
  },
  {
    name: 'an abandoned upgrade opens',
    row: 'HS13',
    file: session,
    find: 'if (this.#over) return void transport.terminate()',
    replace: '',
  },
  {
    name: 'what never opens is waited for without end',
    row: 'HS13',
    file: session,
    find: 'hub.alarms.set(this, hub.settings.handshakeTimeout)',
    replace: '',
  },
  {
    name: 'messages are looked at while the connection closes',
    row: 'MS05',
    file: session,
    find: '    if (this.#state !== OPEN) return\n    const { maxPayload }',
    replace: '    const { maxPayload }',
  },
  {
    name: 'onClose does not wait for handlers',
    row: 'MS03',
    file: session,
    find: "this.dropped('discarded', await this.handlers.done())",
    replace: 'await undefined',
  },
  { name: 'the signal does not abort', row: 'MS03', file: session, find: 'LiveSocket.abort(this.socket)', replace: '' },
  {
    name: 'the close frame of a peer that is not read stays unread',
    row: 'MS03',
    file: flow,
    find: 'this.#full = this.#slowed = false\n    this.#host.resume()',
    replace: 'this.#full = this.#slowed = false',
  },
  {
    name: 'a peer that answers no close frame is waited for without end',
    row: 'FT03',
    file: session,
    find: 'this.hub.alarms.set(this, this.policy.closeTimeout)',
    replace: '',
  },
  {
    name: 'the wait for a close frame goes on after the close',
    row: 'LC08',
    file: session,
    find: 'this.#over = true\n    this.hub.alarms.clear(this)\n    this.hub',
    replace: 'this.#over = true\n    this.hub',
  },
  {
    name: 'the heartbeat outlives its connection',
    row: 'FT04',
    file: 'src/vigil.ts',
    find: 'super.stop()',
    replace: '',
  },
  {
    name: 'pongs are not heard',
    row: 'FT04',
    file: heartbeat,
    find: 'if (!this.#asked) return',
    replace: 'if (this) return',
  },
  {
    name: 'what rejects goes unseen',
    row: 'FT01',
    file: 'src/handlers.ts',
    find: '(error) => this.failed(phase, error),',
    replace: '',
  },
  {
    name: 'a closed socket stays in its topics',
    row: 'TP02',
    file: session,
    find: 'this.#places?.clear()',
    replace: '',
  },
  {
    name: 'a socket that closes joins a topic',
    row: 'TP02',
    file: session,
    find: 'if (this.#state === OPEN) this.membership.join(topic)',
    replace: 'this.membership.join(topic)',
  },
  {
    name: 'a publish comes back to its sender',
    row: 'TP01',
    file: 'src/topics.ts',
    find: 'if (member === except || !place.members.has(member)) continue',
    replace: '',
  },
  {
    name: 'rooms are told apart by their names strung together',
    row: 'TP04',
    file: 'src/scope.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the source's own text
    find: '`${route.length}:${route}${room.length}:${room}`',
    replace: 'route + room',
  },
  {
    name: 'the last that waits goes first',
    row: 'MS03',
    file: inbox,
    find: 'this.#waiting.push(entry)',
    replace: 'this.#waiting.unshift(entry)',
  },
  {
    name: 'a message overtakes those that wait',
    row: 'MS03',
    file: inbox,
    find: 'this.#waiting.length === 0 && this.#mayStart(entry)',
    replace: 'this.#mayStart(entry)',
  },
  { name: 'concurrency is not kept', row: 'MS03', file: inbox, find: 'work < concurrency && ', replace: '' },
  { name: 'what has run still counts', row: 'MS03', file: inbox, find: 'this.#running.messages--', replace: '' },
  {
    name: 'bytes that have run still count',
    row: 'MS03',
    file: inbox,
    find: 'this.#running.bytes -= size',
    replace: '',
  },
  { name: 'reading is never resumed', row: 'MS03', file: inbox, find: 'this.#options.relief()', replace: '' },
  { name: 'too much is never too much', row: 'MS03', file: inbox, find: 'this.#options.overflow()', replace: '' },
  {
    name: 'a close by the peer throws away what waits',
    row: 'MS03',
    file: inbox,
    find: 'if (!discard) return 0',
    replace: '',
  },
  { name: 'a drain waits for nobody', row: 'FT05', file: drain, find: 'await this.#until(timeout)', replace: '' },
  {
    name: 'a drain does not notice the last one leave',
    row: 'FT05',
    file: drain,
    find: 'size === 0) this.#allLeft?.()',
    replace: 'size === 0) return',
  },
  {
    name: 'what opens during a drain is not told',
    row: 'FT05',
    file: session,
    find: 'if (farewell) this.leave(0, farewell)',
    replace: '',
  },
  {
    name: 'what the app decides during a drain is upgraded',
    row: 'FT05',
    file: router,
    find: 'const refusal = this.#admission.barLate(slot)',
    replace: 'const refusal = undefined as JackfieldError | undefined',
  },
  {
    name: 'a handshake stays in the registry',
    row: 'HS13',
    file: router,
    find: '    removeSlot(slot)\n',
    replace: '',
  },
  { name: 'a server stays in the registry', row: 'FT05', file: router, find: '    closeDesk(this)\n', replace: '' },
  {
    name: 'a timer outlives what it bounds',
    row: 'HS15',
    file: 'src/within.ts',
    find: '.finally(cancel)',
    replace: '',
  },
  ...guardBugs,
  ...alarmBugs,
]
