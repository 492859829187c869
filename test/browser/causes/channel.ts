import { z } from 'zod'
import { defineChannel } from '../../../src/channel/index.ts'

/** What the pages of these tests and their servers have agreed on. */
export const greeting = defineChannel('greeting', { client: {}, server: { hello: z.string() } })
