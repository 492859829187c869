import { Hono } from 'hono'
import { JackfieldError, upgradeWebSocket } from 'jackfield'
import { announce } from './announce.ts'
import { camerasRoute } from './cameras.ts'
import { chatRoute } from './chat.ts'
import { type Files, headers, page } from './page.ts'
import { visitor } from './visitor.ts'

/**
 * The control room: a page with a wall of live cameras and a chat. It runs unchanged on every runtime; where its
 * files come from is the one thing that a start file has to tell.
 */
export const controlRoom = <Bindings extends object = object>(files: Files<Bindings>) =>
  new Hono<{ Bindings: Bindings }>()
    .use(headers)
    .get('/ws', visitor, (c) => {
      const { name, tab } = c.req.valid('query')
      return upgradeWebSocket(c, chatRoute, { key: tab, data: { name } })
    })
    .get('/ws/camera', visitor, (c) => {
      const { name, tab, live } = c.req.valid('query')
      return upgradeWebSocket(c, camerasRoute, { key: tab, data: { name, live } })
    })
    .post('/announce', ...announce)
    .get('/:file?', page(files))
    .onError((error, c) => {
      if (!(error instanceof JackfieldError)) throw error
      return c.json({ code: error.code, message: error.message }, 500)
    })
