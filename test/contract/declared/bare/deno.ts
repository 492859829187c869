// A WebSocket server of Deno's own, as small as it can be. What its handlers saw is at /seen.
const seen: unknown[] = []

Deno.serve(
  {
    hostname: '127.0.0.1',
    port: 0,
    onListen: ({ port }) => console.log(JSON.stringify({ port })),
  },
  (request) => {
    if (request.headers.get('upgrade') !== 'websocket') return Response.json(seen)
    const { socket, response } = Deno.upgradeWebSocket(request)
    socket.onmessage = ({ data }) => {
      if (data === 'methods')
        socket.send(String(['terminate', 'destroy', 'abort', 'ping'].filter((name) => name in socket)))
      else if (data === 'close 1000') socket.close(1000)
      else socket.send(data)
    }
    socket.onerror = (event) => {
      seen.push({ error: (event as ErrorEvent).message })
    }
    socket.onclose = ({ code }) => {
      seen.push({ closed: code })
    }
    return response
  },
)
