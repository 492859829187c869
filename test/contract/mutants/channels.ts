import type { Mutant } from './mutant.ts'

const talk = 'src/channels/talk.ts'
const calls = 'src/channels/calls.ts'
const data = 'src/channels/data.ts'
const failures = 'src/channels/failures.ts'
const roster = 'src/channels/roster.ts'

/** Each is a way in which a conversation could go wrong unnoticed. */
export const channels: readonly Mutant[] = [
  { row: 'CH01', file: talk, find: "this.#write({ type: 'welcome',", replace: "void ({ type: 'welcome'," },
  { row: 'CH02', file: talk, find: 'const data = body ? { head: checked.value, body } :', replace: 'const data =' },
  {
    row: 'CH03',
    file: talk,
    find: "this.#write({ type: 'reply', id, data: value })",
    replace: "this.#write({ type: 'reply', data: value })",
  },
  {
    row: 'CH03',
    file: failures,
    find: 'return errorOf(code, id, { message, retryable })',
    replace: "return errorOf('internal', id)",
  },
  {
    row: 'CH03',
    file: failures,
    find: "JackfieldError)) return errorOf('internal', id)",
    replace: "JackfieldError)) return errorOf('internal', id, { message: String(error) })",
  },
  {
    row: 'CH03',
    file: 'src/channels/outgoing.ts',
    find: 'if (!checked.issues) return checked.value',
    replace: 'if (!checked.cause) return value',
  },
  {
    row: 'CH03',
    file: talk,
    find: "return answer.code === 'internal' ? this.#tell(",
    replace: 'return answer ? this.#tell(',
  },
  { row: 'CH04', file: 'src/channels/route.ts', find: 'concurrency: 1', replace: 'concurrency: 9' },
  {
    row: 'CH04',
    file: 'src/handlers.ts',
    find: 'this.busy && this.events.passBy',
    replace: '!this.busy && this.events.passBy',
  },
  { row: 'CH04', file: calls, find: '    this.#abort?.abort()\n', replace: '' },
  {
    row: 'CH04',
    file: calls,
    find: "connection.addEventListener('abort', end, { once: true })",
    replace: 'connection.throwIfAborted()',
  },
  { row: 'CH04', file: calls, find: "if (this.#calls.has(id)) return 'duplicate_id'", replace: '' },
  { row: 'CH04', file: calls, find: 'this.#calls.size >= this.#limit', replace: 'this.#calls.size > this.#limit' },
  { row: 'CH05', file: data, find: 'Object.values(Object.freeze(value))', replace: 'Object.values(value)' },
  { row: 'CH05', file: data, find: 'if (size > maxSize)', replace: 'if (size > 2 * maxSize)' },
  { row: 'CH06', file: talk, find: 'if (!(error instanceof MisfitError)) throw error', replace: 'throw error' },
  {
    row: 'CH07',
    file: 'src/channels/conversation.ts',
    find: '.closed({ code, reason, wasClean })',
    replace: '.closed({ code, reason: "", wasClean })',
  },
  { row: 'CH10', file: talk, find: 'if (checked.cause) void', replace: 'if (checked.cause) return' },
  {
    row: 'CH10',
    file: talk,
    find: 'if (isTooLarge(message, this.plan.maxMessage)) return',
    replace: 'if (message === undefined) return',
  },
  { row: 'CH10', file: 'src/channel/depth.ts', find: 'maxDepth = 32', replace: 'maxDepth = 33' },
  {
    row: 'CH11',
    file: talk,
    find: 'if (!incoming) return this',
    replace: 'if (!incoming) return type in {} ? id : this',
  },
  {
    row: 'CH12',
    file: talk,
    find: '|| this.#faults.tryTake(now)',
    replace: '|| this.#faults.tryTake(now) || code',
  },
  {
    row: 'CH12',
    file: 'src/errors.ts',
    find: "too_many_faults: rule('never', undefined, 1008, 4400)",
    replace: "too_many_faults: rule('never', undefined, 1008)",
  },
  { row: 'CH20', file: 'src/publishing.ts', find: 'topic: topic ?? wholeRoom', replace: 'topic: wholeRoom' },
  { row: 'CH20', file: talk, find: 'line.subscribe(wholeRoom)', replace: 'void wholeRoom' },
  {
    row: 'CH21',
    file: 'src/channels/members.ts',
    find: 'topics.sizeOf(scope, topic)',
    replace: 'topics.sizeOf(name, topic)',
  },
  {
    row: 'CH21',
    file: 'src/channels/socket.ts',
    find: 'assertTopic(topic)\n    this.#socket.unsubscribe',
    replace: 'this.#socket.unsubscribe',
  },
  {
    row: 'CH21',
    file: 'adapters/workers/room.ts',
    find: "if (pathname === '/count')",
    replace: "if (topic === '')",
  },
  {
    row: 'CH22',
    file: 'adapters/workers/presence.ts',
    find: 'this.#roster?.leave(member, patience)',
    replace: 'this.#roster?.leave(member, longest)',
  },
  {
    row: 'CH21',
    file: 'src/channels/socket.ts',
    find: 'listIn(line.hub, plan, { room: line.intent.room, topic })',
    replace: 'listIn(line.hub, plan, { room: topic })',
  },
  { row: 'CH22', file: roster, find: 'this.#hub.alarms.clear(member)', replace: '' },
  { row: 'CH22', file: roster, find: 'if (told.get(id) !== shown.text)', replace: 'if (told.get(id) !== id)' },
  { row: 'CH22', file: roster, find: 'if (!member || !shown) return member', replace: 'return member' },
  {
    row: 'CH30',
    file: 'src/channels/route.ts',
    find: 'protocols: [subprotocol],',
    replace: 'protocols: [subprotocol], protocolOptional: true,',
  },
  {
    row: 'CH31',
    file: 'src/channels/token.ts',
    find: '(grant.key !== undefined && grant.key !== line.key)',
    replace: '!line',
  },
  { row: 'CH31', file: 'src/channels/token.ts', find: "envelope.type !== 'token'", replace: '!envelope' },
  { row: 'CH32', file: 'src/upgrade.ts', find: ': allowAsker(c, response)', replace: ': response' },
  {
    row: 'CH32',
    file: 'src/terms.ts',
    find: 'c.req.query(offerQuery)',
    replace: "c.req.query('protocols')",
  },
  { row: 'CH32', file: 'src/terms.ts', find: 'if (crowded) return crowded', replace: '' },
]
