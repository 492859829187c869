import { Crowd } from '../load/crowd.ts'
import { repeated } from '../load/frames.ts'
import { arrival, numbered, numberOf } from '../load/numbered.ts'
import { Sequence } from '../load/sequence.ts'
import { watch } from '../load/window.ts'
import type { Scenario, Target } from './scenario.ts'

const route = '/echo'

interface Shape {
  readonly connections: number
  /** How many messages of each connection are on their way: when half of them are back, as many go out again. */
  readonly inFlight: number
  readonly bytes: number
  readonly text: boolean
  readonly native?: boolean
  /** How many of each connection are looked at. */
  readonly messages?: number
}

async function round(target: Target, shape: Shape) {
  const { port, dialect } = target
  const { connections, inFlight, bytes, text } = shape
  const message = dialect.message(route, numbered(0, bytes), text)
  const size = dialect.size(route, bytes, text)
  const batch = repeated(message, inFlight)
  const refill = Math.ceil(inFlight / 2)
  using crowd = await Crowd.of(connections, () => dialect.dial(port, route))
  let echoes = 0
  for (const link of crowd.links) {
    let pending = 0
    link.read((chunk) => {
      pending += chunk.length
      const whole = Math.min(inFlight, Math.floor(pending / size))
      if (whole < refill) return
      pending -= whole * size
      echoes += whole
      link.write(whole === inFlight ? batch : batch.subarray(0, whole * message.length))
    })
    link.write(batch)
  }
  return { ...(await watch(target, () => echoes)), note: crowd.note }
}

export async function checkEcho(
  { port, dialect }: Target,
  { connections, inFlight, bytes, text, messages = 100 }: Shape,
) {
  using crowd = await Crowd.of(connections, () => dialect.dial(port, route))
  const receivers = crowd.links.map((link) => {
    const sequence = new Sequence()
    let sent = 0
    const send = () => {
      if (sent < messages) link.write(dialect.message(route, numbered(sent++, bytes), text))
    }
    link.read(
      dialect.reader((payload) => {
        sequence.take(numberOf(payload, bytes))
        send()
      }),
    )
    for (let index = 0; index < inFlight; index += 1) send()
    return sequence
  })
  return await arrival(receivers, messages)
}

const sizeOf = (bytes: number): string => (bytes < 1024 ? `${bytes} B` : `${bytes / 1024} KiB`)

const echo = (name: string, shape: Shape): Scenario => ({
  name,
  says: `${shape.connections} connections with ${shape.inFlight} messages of ${sizeOf(shape.bytes)} on their way`,
  unit: 'messages',
  native: shape.native,
  only: shape.native ? 'node' : undefined,
  round: (target) => round(target, shape),
  check: (target) => checkEcho(target, shape),
})

const small = { connections: 64, bytes: 128, text: true }
const large = { connections: 64, inFlight: 1, bytes: 16_384, text: false }

export const echoes: readonly Scenario[] = [
  echo('echo-1', { ...small, inFlight: 1 }),
  echo('echo-16', { ...small, inFlight: 16 }),
  echo('echo-16k', large),
  echo('echo-16k-native', { ...large, native: true }),
]
