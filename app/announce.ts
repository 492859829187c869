import { bodyLimit } from 'hono/body-limit'
import { createFactory } from 'hono/factory'
import { publish } from 'jackfield'
import { line, lobby } from './chat.ts'
import { textOf } from './message.ts'

const help = (url: string) =>
  `Send JSON with a "text" of 1 to 500 characters: curl -H 'content-type: application/json' -d '{"text":"Doors open at nine"}' ${url}`

/** POST /announce: one line into the chat of every page, from any program that speaks HTTP. */
export const announce = createFactory().createHandlers(bodyLimit({ maxSize: 4096 }), async (c) => {
  // Asking for this type keeps foreign web pages out: it takes a preflight, which nobody here answers.
  if (!c.req.header('content-type')?.startsWith('application/json')) return c.json({ error: help(c.req.url) }, 415)
  const body = await c.req.json().catch(() => null)
  const text = textOf(body?.text, 500)
  if (!text) return c.json({ error: help(c.req.url) }, 400)
  const from = textOf(body.from, 24) ?? 'Announcement'
  return c.json(await publish(c, { route: 'chat', topic: lobby }, line('announced', from, text)), 202)
})
