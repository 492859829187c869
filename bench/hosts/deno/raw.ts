import { address, listening, memory } from '../process.ts'
import { roleOf } from '../role.ts'
import { Topics } from '../topics.ts'

const topics = new Topics<WebSocket>()

Deno.serve({ ...address, onListen: listening }, (request) => {
  const { pathname } = new URL(request.url)
  if (pathname === '/memory') return Response.json(memory())
  const { socket, response } = Deno.upgradeWebSocket(request)
  if (pathname === '/echo') socket.onmessage = ({ data }) => socket.send(data)
  else relay(socket, request.url)
  return response
})

function relay(socket: WebSocket, url: string): void {
  const { subscribes, publishes } = roleOf(url)
  socket.onopen = () => topics.join(socket, subscribes)
  socket.onclose = () => topics.leave(socket, subscribes)
  if (publishes === undefined) return
  socket.onmessage = ({ data }) => {
    for (const subscriber of topics.of(publishes)) subscriber.send(data)
  }
}
