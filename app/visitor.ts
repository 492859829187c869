import { validator } from 'hono/validator'
import * as z from 'zod'
import { Name } from './channels.ts'

const Visitor = z.object({
  name: Name.default('A guest'),
  /** One browser tab, whichever of its connections it is: who comes back with it was never away. */
  tab: z.string().max(64).optional(),
  /** Whether its camera is on. */
  live: z.stringbool().default(false),
})

/** Who connects, from the query of the handshake: `?name=Ada&tab=...&live=true`. */
export const visitor = validator('query', (query, c) => {
  const { success, data, error } = Visitor.safeParse(query)
  return success ? data : c.json({ code: 'bad_visitor', message: z.prettifyError(error) }, 400)
})
