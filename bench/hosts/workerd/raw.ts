import { collect } from './collect.ts'

// Echo alone: the sockets of a Worker's other requests are out of its reach.
export default {
  fetch({ url }) {
    const { pathname } = new URL(url)
    if (pathname === '/memory') return Response.json(collect())
    if (pathname !== '/echo') return new Response(null, { status: 404 })
    const { 0: theirs, 1: ours } = new WebSocketPair()
    ours.accept()
    ours.binaryType = 'arraybuffer'
    ours.addEventListener('message', ({ data }) => ours.send(data))
    return new Response(null, { status: 101, webSocket: theirs })
  },
} satisfies ExportedHandler
