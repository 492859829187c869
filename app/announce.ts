import { bodyLimit } from 'hono/body-limit'
import { createFactory } from 'hono/factory'
import { publish } from 'jackfield'
import * as z from 'zod'
import { Name, Text } from './channels.ts'
import { chatRoute } from './chat.ts'

const Announcement = z.object({ from: Name.default('Announcement'), text: Text })

const help = (url: string) =>
  `Send JSON with a "text" of 1 to 500 characters: curl -H 'content-type: application/json' -d '{"text":"Doors open at nine"}' ${url}`

/** POST /announce: one line into the chat of every page, from any program that speaks HTTP. */
export const announce = createFactory().createHandlers(bodyLimit({ maxSize: 4096 }), async (c) => {
  // Asking for this type keeps foreign web pages out: it takes a preflight, which nobody here answers.
  if (!c.req.header('content-type')?.startsWith('application/json')) return c.json({ error: help(c.req.url) }, 415)
  const { success, data } = Announcement.safeParse(await c.req.json().catch(() => null))
  if (!success) return c.json({ error: help(c.req.url) }, 400)
  return c.json(await publish(c, { route: chatRoute }, 'announced', { ...data, at: Date.now() }), 202)
})
