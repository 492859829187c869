import process from 'node:process'
import { answer, members, seen } from './routes.ts'

const { port } = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  async fetch(request, server) {
    const response = await answer(request, new URL(request.url).pathname)
    if (response) return response
    return server.upgrade(request) ? undefined : new Response('not upgraded', { status: 400 })
  },
  websocket: {
    message(socket, message) {
      if (message === 'members') return void socket.send(members(socket))
      if (message !== 'close') return void socket.send(message)
      seen.push('before close()')
      socket.close(1000)
      seen.push('after close()')
    },
    close: () => void seen.push('close handler'),
  },
})
console.log(JSON.stringify({ port }))
process.stdin.on('end', () => process.exit()).resume()
