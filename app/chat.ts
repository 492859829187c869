import type { WSEvents } from 'jackfield'
import { readMessage, textOf } from './message.ts'

export const lobby = 'lobby'

/** One line of the chat, as every page gets it. */
export const line = (type: 'said' | 'announced', from: string, text: string): string =>
  JSON.stringify({ type, from, text, at: Date.now() })

const refusal = JSON.stringify({
  type: 'refused',
  text: 'A line is {"type":"say","from":"Ada","text":"hello"}, with at most 24 and 500 characters.',
})

/** The chat on /ws. A ping is echoed to the page, which measures the round trip with it. */
export const chat = (): WSEvents => ({
  onOpen(_event, ws) {
    ws.subscribe(lobby)
  },
  onMessage({ data }, ws) {
    const message = typeof data === 'string' ? readMessage(data) : {}
    if (message.type === 'ping') return ws.send(data)
    const from = textOf(message.from, 24)
    const text = textOf(message.text, 500)
    if (message.type !== 'say' || !from || !text) return ws.send(refusal)
    const said = line('said', from, text)
    ws.send(said)
    ws.publish(lobby, said)
  },
})
