import { address, listening } from '../process.ts'
import { answer } from '../typed.ts'

Deno.serve({ ...address, onListen: listening }, (request) => {
  const { socket, response } = Deno.upgradeWebSocket(request)
  socket.onmessage = ({ data }) => socket.send(answer(data))
  return response
})
