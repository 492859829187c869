import { createHash } from 'node:crypto'
import process from 'node:process'
import { afterDrain, always, atEnd, atRest } from './invariants.ts'
import type { Plan } from './plan.ts'
import { turns } from './script.ts'
import { World } from './world.ts'

/** What came of one run. */
export interface Outcome {
  /** What was seen that must not be, the first first. */
  readonly violations: readonly string[]
  readonly trace: readonly string[]
  /** Of the trace. */
  readonly hash: string
  readonly steps: number
  readonly connections: number
  readonly messages: number
}

// So long a wait on the fake clock has no reason: 30 s.
const rounds = 60
const round = 500

export const simulate = async (plan: Plan): Promise<Outcome> => {
  const world = new World(plan)
  const rejected = (error: unknown) => world.fails(`unhandled rejection: ${error}`)
  process.on('unhandledRejection', rejected)
  try {
    await play(world, plan)
  } finally {
    process.off('unhandledRejection', rejected)
  }
  const { violations, trace, lines } = world
  return {
    violations,
    trace,
    hash: createHash('sha1').update(trace.join('\n')).digest('hex'),
    steps: plan.steps.length,
    connections: lines.filter(({ opened }) => opened > 0).length,
    messages: world.messages.size,
  }
}

const play = async (world: World, plan: Plan): Promise<void> => {
  for (const step of plan.steps) {
    await world.happens(step)
    await turns(step.turns)
    always(world)
  }
  await passUntil(world, () => !world.busy)
  atRest(world)
  for (const line of world.lines) if (plan.ending !== 'drain') line[plan.ending]()
  if (plan.ending === 'drain') world.end(2000)
  await passUntil(world, () => world.lines.every(({ over }) => over))
  atEnd(world)
  world.end(1000)
  await world.time.settle()
  afterDrain(world)
}

const passUntil = async (world: World, done: () => boolean): Promise<void> => {
  for (let passed = 0; passed < rounds; passed++) {
    await world.time.settle()
    if (done()) await world.time.settle()
    if (done()) return
    await world.time.pass(round)
  }
}
