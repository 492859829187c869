import { afterAll, describe, expect, test } from 'vitest'
import { isPresent } from '../contract/present.ts'
import { runtimeNamed } from '../contract/runtimes.ts'
import { sourceOn } from '../contract/source.ts'
import { codesOnTheWire } from './page.ts'
import { onTarget, play } from './play.ts'
import { python, pythonTest } from './python.ts'
import { withIdsOf } from './transcript.ts'
import { transcripts } from './transcripts.ts'

/** Speaks the protocol with a real server, on one runtime by its name in the table of runtimes. */
export async function protocolOn(name: string): Promise<void> {
  const runtime = runtimeNamed(name)
  if (!isPresent(runtime)) return test(`the protocol on ${name}`, ({ skip }) => skip('its binary is not installed'))
  const source = await sourceOn(runtime)
  afterAll(() => source.end?.())

  describe(`the protocol on ${name}`, () => {
    test.each(transcripts)('%s, as in memory', async (_, text) => {
      expect(withIdsOf(text, await onTarget(source, (target) => play(text, target)))).toBe(text)
    })

    pythonTest('a conversation with Python', async () => {
      const printed = await onTarget(source, ({ origin }) => python(['conversation.py', origin]))
      expect(printed.trim().split(' ')).toEqual([...codesOnTheWire, 'not_yours'].sort())
    })
  })
}
