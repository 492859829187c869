import type { PublishResult, SendData } from '../../src/index.ts'
import type { Line } from './line.ts'
import type { Action } from './plan.ts'
import { turns } from './script.ts'
import type { World } from './world.ts'

const encoder = new TextEncoder()
const illegal = new Set([1005, 1006, 999])
const purpose = 'thrown on purpose'

/** Whether an error is one that a script provokes. */
export const isMeant = (error: unknown): boolean =>
  error instanceof RangeError || (error instanceof Error && error.message === purpose)

/** Does one thing with a connection's socket, and looks whether all comes of it that must, and nothing else. */
export const act = (line: Line, action: Action): void | Promise<void> => {
  const ws = line.ws!
  const state = line.look()
  switch (action.act) {
    case 'send': {
      const { reachable } = line
      const { text, data } = letter(line.world)
      const sent = ws.send(data)
      if (sent !== reachable) line.fails(`send is ${sent} in the state ${state}`)
      if (sent) line.due.push(text)
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
      return
    case 'close':
      return close(line, action.code)
    case 'terminate':
      line.mayBeCut = true
      ws.terminate()
      if (line.look() < 2) line.fails('terminate changed nothing')
      return
    case 'throw':
      throw new Error(purpose)
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
  const { text, data } = letter(world)
  const members = world.lines.filter(
    (line) => line !== by && line.route.name === route && line.plan.room === room && line.topics.has(topic),
  )
  const reached = members.filter((line) => line.reachable)
  for (const line of reached) line.due.push(text)
  const check = ({ sent, dropped }: PublishResult): void => {
    world.note(`${text} to ${route}/${room}/${topic}: ${sent} sent, ${dropped} dropped`)
    if (sent !== reached.length) world.fails(`${text} was sent to ${sent} of ${reached.length}`)
    if (dropped > members.length - reached.length) world.fails(`${text} was dropped by ${dropped}`)
  }
  const result = publish(data)
  return 'then' in result ? result.then(check) : check(result)
}

/** A message of its own; every third is binary, a part of a larger buffer. */
const letter = (world: World): { text: string; data: SendData } => {
  const number = world.letters++
  const text = `letter ${number}`
  return { text, data: number % 3 === 0 ? encoder.encode(`<${text}>`).subarray(1, -1) : text }
}
