import type { PublishResult, SendData } from '../../src/index.ts'
import type { Line } from './line.ts'
import type { Action } from './plan.ts'
import { turns } from './script.ts'
import type { World } from './world.ts'

const encoder = new TextEncoder()
const illegal = new Set([1005, 1006, 999])
const purpose = 'thrown on purpose'

export const meant = (): Error => new Error(purpose)

/** Whether an error is one that a script provokes. */
export const isMeant = (error: unknown): boolean =>
  error instanceof RangeError || (error instanceof Error && error.message === purpose)

/** Does one thing with a connection's socket, and looks whether all comes of it that must, and nothing else. */
export const act = (line: Line, action: Action): void | Promise<void> => {
  const ws = line.ws!
  const state = line.look()
  switch (action.act) {
    case 'send': {
      const fates = line.fatesOf(undefined)
      const { text, data } = letter(line.world, [line])
      const sent = ws.send(data)
      line.settle(text, undefined)
      const isSame = fates.includes(sent ? 'taken' : 'dropped') || line.look() !== state
      if (!isSame) line.fails(`send is ${sent} in the state ${state}, where it is ${fates.join(' or ')}`)
      if (!sent && state === 1) line.world.tally.lost++
      return
    }
    case 'publish':
      return checked(line.world, line, { route: line.route.name, room: line.plan.room, topic: action.topic }, (data) =>
        ws.publish(action.topic, data),
      )
    case 'subscribe':
      ws.subscribe(action.topic)
      if (state === 1) line.topics.add(action.topic)
      return
    case 'unsubscribe':
      ws.unsubscribe(action.topic)
      line.topics.delete(action.topic)
      if (state === 1) line.post.forget(action.topic)
      return
    case 'close':
      return close(line, action.code)
    case 'renew': {
      const date = action.ms === undefined ? undefined : line.world.date + action.ms
      ws.expiresAt = date
      if (state === 1) line.renew(date)
      if (state === 1 && ws.expiresAt !== date) line.fails(`expiresAt is ${ws.expiresAt}`)
      return
    }
    case 'terminate':
      line.mayBeCut = true
      ws.terminate()
      if (line.look() < 2) line.fails('terminate changed nothing')
      return
    case 'throw':
      throw meant()
    case 'sleep':
      return line.world.time.sleep(action.ms, action.heeds ? ws.signal : undefined)
    case 'yield':
      return turns(action.turns)
  }
}

const close = (line: Line, code: number | undefined): void => {
  const state = line.look()
  const wire = code ?? 1005
  const legal = code === undefined || !illegal.has(code)
  if (legal && state === 1) line.reasons.add(wire)
  try {
    line.ws!.close(code)
  } finally {
    const now = line.look()
    if (!legal && now !== state) line.fails(`close(${code}) was refused and went from ${state} to ${now}`)
  }
  if (!legal) line.fails(`close(${code}) was taken`)
  if (state === 1 && line.askedWith !== wire) line.fails(`close(${wire}) asked with ${line.askedWith}`)
}

interface Target {
  readonly route: string
  readonly room: string
  readonly topic: string
}

/** Publishes, and keeps account of who must get it: every other open socket of just this topic. */
export function checked(
  world: World,
  by: Line | undefined,
  target: Target,
  publish: (data: SendData) => PublishResult,
): void
export function checked(
  world: World,
  by: undefined,
  target: Target,
  publish: (data: SendData) => Promise<PublishResult>,
): Promise<void>
export function checked(
  world: World,
  by: Line | undefined,
  { route, room, topic }: Target,
  publish: (data: SendData) => PublishResult | Promise<PublishResult>,
): void | Promise<void> {
  const members = world.lines.filter(
    (line) => line !== by && line.route.name === route && line.plan.room === room && line.topics.has(topic),
  )
  const { text, data } = letter(world, members)
  const before = members.map((line) => ({
    line,
    state: line.look(),
    fates: line.fatesOf(topic, text.length * members.length),
  }))
  const result = publish(data)
  let reached = 0
  for (const { line, state, fates } of before) {
    const fate = line.settle(text, fates.includes('waits') ? topic : undefined)
    if (fate !== 'dropped') reached++
    const isSame = fates.includes(fate) || (state === 1 && line.look() > 1)
    if (!isSame) line.fails(`${text} is ${fate} in the state ${state}, where it is ${fates.join(' or ')}`)
  }
  // Those for whom it waited may have been cut for what the rest of the same publish has cost.
  const cut = before.filter(({ line, state, fates }) => state === 1 && fates.includes('waits') && line.look() > 1)
  const check = ({ sent, dropped }: PublishResult): void => {
    if (cut.length > 0 && sent === reached + cut.length) {
      for (const { line } of cut) line.post.wait(topic, text)
      reached = sent
    }
    world.note(`${text} to ${route}/${room}/${topic}: ${sent} sent, ${dropped} dropped`)
    world.tally.lost += dropped
    if (sent !== reached) world.fails(`${text} was sent to ${sent}, and reached ${reached}`)
    if (dropped > members.length - reached) world.fails(`${text} was dropped by ${dropped}`)
  }
  return 'then' in result ? result.then(check) : check(result)
}

/** A message of its own, for these; every third is binary, a part of a larger buffer. */
const letter = (world: World, to: readonly Line[]): { text: string; data: SendData } => {
  const number = world.letters.size
  const text = `letter ${number}`
  world.letters.set(text, new Set(to))
  return { text, data: number % 3 === 0 ? encoder.encode(`<${text}>`).subarray(1, -1) : text }
}
