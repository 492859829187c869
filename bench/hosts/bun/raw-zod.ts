import { address, listening } from '../process.ts'
import { answer } from '../typed.ts'

const server = Bun.serve({
  ...address,
  fetch(request, server) {
    if (server.upgrade(request, { data: undefined })) return
    return new Response('a WebSocket is expected', { status: 426 })
  },
  websocket: {
    message(ws, message) {
      ws.send(answer(String(message)))
    },
  },
})
listening(server)
