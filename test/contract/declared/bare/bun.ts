import process from 'node:process'

// A WebSocket server of Bun's own, as small as it can be. What its handlers saw is at /seen.
const seen: unknown[] = []

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  development: false,
  fetch(request, self) {
    if (self.upgrade(request)) return undefined
    return Response.json(seen)
  },
  websocket: {
    message(ws, message) {
      if (message === 'close 1000') ws.close(1000)
      else ws.send(message)
    },
    close(_, code) {
      seen.push({ closed: code })
    },
  },
})

process.stdout.write(`${JSON.stringify({ port: server.port })}\n`)
process.stdin.on('end', () => process.exit()).resume()
