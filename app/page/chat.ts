import { codes, type ProtocolCode } from 'jackfield/channel'
import { ChannelError, type ClientSocket } from 'jackfield/client'
import type { chat, Line } from '../channels.ts'
import type { Content } from './pane.ts'
import { paintBadge, peopleList } from './people.ts'
import { fromTemplate, partsOf, write } from './template.ts'

const mostLines = 200
/** Nobody knows whether the server has heard it. */
const unsure: readonly unknown[] = ['lost', 'timeout']
// Longer than a line may have to wait for the connection.
const patience = 60_000

/** What went wrong, for the person who has said something. */
const wordsOf = ({ code, issues, message }: ChannelError): string => {
  const known = codes[code as ProtocolCode]?.words ?? message
  const words = issues.map(({ message }) => message).join(', ') || known
  return `${unsure.includes(code) ? 'perhaps not sent' : 'not sent'}: ${words}`
}

/** The chat: who is there, what is said, and what this page says. */
export const chatRoom = (pane: HTMLElement, socket: ClientSocket<typeof chat>, name: HTMLInputElement): Content => {
  const part = partsOf(pane)
  const log = part('log')
  const input = part<HTMLInputElement>('message')
  const showPeople = peopleList<{ connection: string; name: string }>(part('people'), ({ connection }) => {
    const { current } = socket.status
    return current.state === 'open' && current.id === connection
  })

  const toEnd = () => {
    log.scrollTop = log.scrollHeight
  }

  const add = (line: Line, ...classes: string[]) => {
    const { element, part } = fromTemplate('line')
    element.classList.add(...classes)
    paintBadge(part('badge'), line.from)
    write(part('from'), line.from)
    write(part('text'), line.text)
    write(part('time'), new Date(line.at).toTimeString().slice(0, 5))

    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40
    log.append(element)
    if (log.childElementCount > mostLines) log.firstElementChild?.remove()
    if (isAtEnd) toEnd()
    return { element, note: part('note') }
  }

  const say = async (text: string) => {
    const { element, note } = add({ from: name.value, text, at: Date.now() }, 'pending')
    if (socket.status.current.state !== 'open') write(note, 'waits for the line')
    toEnd()
    try {
      await socket.call('say', { text }, { timeout: patience })
      write(note, '')
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error
      element.classList.add('refused')
      write(note, wordsOf(error))
      if (error.issues.length > 0) input.value ||= text
      toEnd()
    } finally {
      element.classList.remove('pending')
    }
  }

  part('say').addEventListener('submit', (event) => {
    event.preventDefault()
    const text = input.value.trim()
    if (text) void say(text)
    input.value = ''
  })
  name.addEventListener('change', () => {
    // Any other attempt is still to ask for the name.
    const { state } = socket.status.current
    if (state === 'open' || state === 'connecting') socket.send('rename', { name: name.value })
  })

  return {
    listen() {
      const undos = [
        socket.on('said', (line) => add(line, 'said')),
        socket.on('announced', (line) => add(line, 'announced')),
        socket.members.subscribe((members) => {
          showPeople(members)
          write(part('gauge'), String(members.count))
        }),
      ]
      return () => {
        for (const undo of undos) undo()
      }
    },
  }
}
