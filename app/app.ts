import { Hono } from 'hono'
import { JackfieldError, upgradeWebSocket } from 'jackfield'
import { announce } from './announce.ts'
import { camera } from './camera.ts'
import { chat } from './chat.ts'
import { type Files, headers, page } from './page.ts'

/**
 * The control room: a page with a wall of live cameras and a chat. It runs unchanged on every runtime; where its
 * files come from is the one thing that a start file has to tell.
 */
export const controlRoom = <Bindings extends object = object>(files: Files<Bindings>) =>
  new Hono<{ Bindings: Bindings }>()
    .use(headers)
    .get('/ws', upgradeWebSocket(chat, { name: 'chat' }))
    .get('/ws/camera', upgradeWebSocket(camera, { name: 'camera', maxPayload: 512 * 1024 }))
    .post('/announce', ...announce)
    .get('/:file?', page(files))
    .onError((error, c) => {
      if (!(error instanceof JackfieldError)) throw error
      return c.json({ error: error.message, code: error.code }, 500)
    })
