import { expect, test } from 'vitest'
import type { Socket } from '../../src/socket.ts'
import { stepsOf } from './steps.ts'
import { Tally } from './tally.ts'

// What topics cost does not grow with how many there are, and joining and leaving not with how many have joined.

// Of one connection, which may have 128.
const share = 100

/** A server with so many topics of one member each, and a socket that is in none. */
async function serverWith(topics: number): Promise<{ tally: Tally; newcomer: Socket }> {
  const tally = new Tally()
  for (let topic = 0; topic < topics; topic++) {
    if (topic % share === 0) await tally.connect('/free')
    tally.free.at(-1)?.subscribe(`t${topic}`)
  }
  await tally.connect('/free')
  return { tally, newcomer: tally.free.at(-1) as Socket }
}

/** The steps of a join, of a publish to the two who are in then, and of a leave. */
function stepsIn({ tally, newcomer }: Awaited<ReturnType<typeof serverWith>>, topic: string): number[] {
  let sent = 0
  const join = stepsOf(() => newcomer.subscribe(topic))
  const publish = stepsOf(() => {
    sent = tally.publish('free', topic)
  })
  const leave = stepsOf(() => newcomer.unsubscribe(topic))
  expect(sent).toBe(2)
  return [join, publish, leave]
}

test('to join, to publish and to leave are as many steps among 100,000 topics as among 10', async () => {
  const [few, many] = [await serverWith(10), await serverWith(100_000)]
  const [join = 0, publish = 0, leave = 0] = stepsIn(few, 't5')
  console.log(`of one topic: ${join} steps to join, ${publish} to publish to two, ${leave} to leave`)
  for (const steps of [join, publish, leave]) expect(steps).toBeGreaterThan(0)
  expect(stepsIn(many, 't5')).toEqual([join, publish, leave])
  expect(stepsIn(many, 't99999')).toEqual([join, publish, leave])
})

test('to join and to leave are as many steps with 10,000 members as with one, and all get a message', async () => {
  const { tally, newcomer } = await serverWith(1)
  const steps = () => [stepsOf(() => newcomer.subscribe('t0')), stepsOf(() => newcomer.unsubscribe('t0'))]
  const withOne = steps()
  for (let count = 1; count < 10_000; count++) {
    await tally.connect('/free')
    tally.free.at(-1)?.subscribe('t0')
  }
  expect(steps()).toEqual(withOne)
  expect(tally.of(() => expect(tally.publish('free', 't0')).toBe(10_000))).toEqual({ encode: 1 })
})
