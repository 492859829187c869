import { test } from 'vitest'
import { runContract } from '../../testing/vitest.ts'
import { isPresent } from './present.ts'
import { runtimeNamed } from './runtimes.ts'
import { sourceOn } from './source.ts'

/** Runs the whole contract on one runtime, by its name in the table of runtimes. */
export async function contractOn(name: string): Promise<void> {
  const runtime = runtimeNamed(name)
  if (isPresent(runtime)) await runContract(() => sourceOn(runtime))
  else test(`contract on ${name}`, ({ skip }) => skip('its binary is not installed'))
}
