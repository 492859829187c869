import { z } from 'zod'
import { defineChannel } from '../../src/channel/index.ts'

/** What the clients who come back speak. */
export const lobby = defineChannel('lobby', {
  client: { say: z.object({ text: z.string().max(500) }) },
  server: { said: z.object({ text: z.string() }) },
})
