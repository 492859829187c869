import { setTimeout as sleep } from 'node:timers/promises'
import type { Link } from '../load/link.ts'
import { numbered, numberOf } from '../load/numbered.ts'
import { Sequence, summed } from '../load/sequence.ts'
import { watch } from '../load/window.ts'
import type { Scenario, Target } from './scenario.ts'

const route = '/echo'
const atOnce = 32
const checked = 500
const bytes = 128

/** A connection after another, from so many hands. */
async function hands(act: () => Promise<void>, goesOn: () => boolean): Promise<void> {
  const work = async () => {
    while (goesOn()) await act()
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

async function round(target: Target) {
  const { port, dialect } = target
  let handshakes = 0
  let goesOn = true
  const load = hands(
    async () => {
      const link = await dialect.dial(port, route)
      link.end()
      handshakes += 1
    },
    () => goesOn,
  )
  const measured = watch(target, () => handshakes)
  try {
    await Promise.race([load, measured])
    return await measured
  } finally {
    goesOn = false
    await load
  }
}

/** Whether the connection of a handshake carries a message. */
async function check({ port, dialect }: Target) {
  const sequences: Sequence[] = []
  let begun = 0
  const carries = async () => {
    const sequence = new Sequence()
    sequences.push(sequence)
    const link = await dialect.dial(port, route)
    await Promise.race([echoOf(link), sleep(15_000)])
    link.end()

    function echoOf(open: Link): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>()
      open.read(
        dialect.reader((payload) => {
          sequence.take(numberOf(payload, bytes))
          resolve()
        }),
      )
      open.write(dialect.message(route, numbered(0, bytes), true))
      return promise
    }
  }
  await hands(carries, () => begun++ < checked)
  return summed(sequences.map((sequence) => sequence.end(1)))
}

export const handshakes: Scenario = {
  name: 'handshakes',
  says: `a connection is made, shakes hands and ends, ${atOnce} at once`,
  unit: 'handshakes',
  round,
  check,
}
