import { Server } from 'socket.io'
import { roleOf } from '../role.ts'
import { httpServer } from './http.ts'

// Namespaces are its paths, and every event is called `m`.
const io = new Server(httpServer())

io.of('/echo').on('connection', (socket) => {
  socket.on('m', (data) => socket.emit('m', data))
})

for (const path of ['/room', '/topics', '/camera']) {
  io.of(path).on('connection', (socket) => {
    const query = new URLSearchParams(socket.handshake.query as Record<string, string>)
    const { subscribes, publishes } = roleOf(`${path}?${query}`)
    socket.join([...subscribes])
    if (publishes === undefined) return
    const subscribers = socket.to(publishes)
    // For a viewer that is still being written to, a volatile frame is dropped.
    const receivers = path === '/camera' ? subscribers.volatile : subscribers
    socket.on('m', (data) => receivers.emit('m', data))
  })
}
