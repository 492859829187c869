import { WebSocketServer } from 'ws'
import { answer } from '../typed.ts'
import { httpServer } from './http.ts'

new WebSocketServer({ server: httpServer() }).on('connection', (socket) => {
  socket.on('error', console.error)
  socket.on('message', (data) => socket.send(answer(String(data))))
})
