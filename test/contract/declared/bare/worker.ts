import { makePair, switchingProtocols, type WorkerSocket } from '../../../../adapters/workers/runtime.ts'

// A WebSocket server of workerd's own, as small as it can be. What its handlers saw is at /seen.
const seen: unknown[] = []
let last: WorkerSocket | undefined

export default {
  fetch(request: Request): Response {
    if (request.headers.get('upgrade') !== 'websocket') return Response.json(seen)
    const { 0: client, 1: socket } = makePair()
    const other = last
    last = socket
    socket.addEventListener('message', ({ data }) => {
      if (data === 'methods') socket.send(String(['terminate', 'ping'].filter((name) => name in socket)))
      else if (data === 'close 1000') socket.close(1000)
      else if (data === 'flood') flood(socket)
      else if (data === 'other') socket.send(sendOn(other))
      else socket.send(data)
    })
    socket.addEventListener('close', ({ code }) => void seen.push({ closed: code }))
    socket.accept()
    return switchingProtocols(client, new Headers())
  },
}

function flood(socket: WorkerSocket): void {
  for (let count = 0; count < 24; count++) socket.send(new Uint8Array(2 ** 20))
  socket.send(String(socket.bufferedAmount))
}

function sendOn(other: WorkerSocket | undefined): string {
  try {
    other?.send('across')
    return 'sent'
  } catch (error) {
    return String(error)
  }
}
