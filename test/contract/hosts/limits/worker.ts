import { answer, members } from './routes.ts'

interface Socket extends WebSocket {
  accept(): void
}
declare const WebSocketPair: new () => [WebSocket, Socket]

let stored: Socket | undefined

export default {
  async fetch(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname
    const response = await answer(request, path)
    if (response) return response
    if (path === '/other') return new Response(sendFromAnotherRequest())
    const [theirs, ours] = new WebSocketPair()
    stored = ours
    ours.accept()
    ours.addEventListener('message', ({ data }) => {
      if (data === 'members') ours.send(members(ours))
      else if (data === 'close') ours.close(1000)
      else ours.send(data)
    })
    return new Response(null, { status: 101, webSocket: theirs } as ResponseInit)
  },
}

function sendFromAnotherRequest(): string {
  try {
    stored?.send('from another request')
    return 'sent'
  } catch (error) {
    return (error as Error).message
  }
}
