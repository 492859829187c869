import { type WebSocket, WebSocketServer } from 'ws'
import { roleOf } from '../role.ts'
import { Topics } from '../topics.ts'
import { httpServer } from './http.ts'

const topics = new Topics<WebSocket>()

new WebSocketServer({ server: httpServer() }).on('connection', (socket, { url = '/' }) => {
  socket.on('error', console.error)
  if (url === '/echo') socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
  else relay(socket, url)
})

function relay(socket: WebSocket, url: string): void {
  const { subscribes, publishes } = roleOf(url)
  topics.join(socket, subscribes)
  socket.on('close', () => topics.leave(socket, subscribes))
  if (publishes === undefined) return
  socket.on('message', (data, isBinary) => {
    for (const subscriber of topics.of(publishes)) subscriber.send(data, { binary: isBinary })
  })
}
