import process from 'node:process'
import { answer, members } from './routes.ts'

const options = {
  hostname: '127.0.0.1',
  port: 0,
  onListen: ({ port }: { port: number }) => console.log(JSON.stringify({ port })),
}

Deno.serve(options, async (request) => {
  const response = await answer(request, new URL(request.url).pathname)
  if (response) return response
  const { socket, response: switching } = Deno.upgradeWebSocket(request)
  socket.onerror = () => {}
  socket.onmessage = ({ data }) => {
    if (data === 'members') socket.send(members(socket))
    else if (data === 'close') socket.close(1000)
    else socket.send(data)
  }
  return switching
})
process.stdin.on('end', () => process.exit()).resume()
