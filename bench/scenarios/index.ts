import { camera } from './camera.ts'
import { echoes } from './echo.ts'
import { fanouts } from './fanout.ts'
import { handshakes } from './handshakes.ts'
import { idles } from './idle.ts'
import type { Scenario } from './scenario.ts'
import { slowConsumers } from './slow-consumer.ts'
import { steadies } from './steady.ts'
import { manyTopics } from './topics.ts'

/** All of them, in the order in which they are played and printed. */
export const scenarios: readonly Scenario[] = [
  ...steadies,
  ...echoes,
  ...fanouts,
  ...manyTopics,
  ...slowConsumers,
  camera,
  handshakes,
  ...idles,
]

export function scenarioNamed(name: string): Scenario {
  const scenario = scenarios.find((one) => one.name === name)
  if (!scenario) throw new Error(`no scenario ${name}; there are ${scenarios.map((one) => one.name).join(', ')}`)
  return scenario
}
