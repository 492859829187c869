import type { Socket, WSEvents } from '../../src/index.ts'
import { act } from './acts.ts'
import { haste, limits as server } from './app.ts'
import { type Line, textOf } from './line.ts'
import type { Script } from './plan.ts'
import { perform } from './script.ts'

export type Phase = 'open' | 'message' | 'close' | 'error'

/** The handlers of a connection: each looks whether it may be called now, and then does what its script says. */
export const handlersOf = (line: Line): WSEvents => ({
  onOpen(_, ws) {
    line.note('opens')
    line.ws = ws
    if (line.abandoned) line.fails('opened for a client that has gone')
    if (line.admission !== 'granted') line.fails(`opened while its token is ${line.admission}`)
    line.renew(line.expiresAt)
    if (line.isExpelled) line.fails('opened though the app had ended it')
    if (++line.opened > 1) line.fails('opened twice')
    if (line.look() !== 1) line.fails(`onOpen in the state ${ws.readyState}`)
    if (line.plan.peer % 2 === 0) line.signal = ws.signal
    if (ws.key !== line.plan.key) line.fails(`its key is ${ws.key}`)
    return run(line, 'open', line.plan.open)
  },
  onMessage({ data }, ws) {
    const { id, binary, size, script } = line.world.messages.get(Number.parseInt(textOf(data), 10))!
    line.note(`starts ${id}`)
    alive(line, 'message', ws)
    if (line.world.date > line.deadline) line.fails('a message is handled though the connection has expired')
    if (line.stopped) line.fails(`a message is handled though the connection was ended: ${line.stopped}`)
    const wrong = line.mail.start(id, line.beside)
    if (wrong) line.fails(wrong)
    if (binary !== (typeof data !== 'string') || textOf(data).length !== size) line.fails(`message ${id} has changed`)
    return run(line, 'message', script, () => line.mail.finish(id))
  },
  onClose({ code, reason, wasClean }, ws) {
    line.note(`closes with ${code}`)
    alive(line, 'close', ws)
    line.closed++
    line.closedAt = line.world.time.now()
    line.signal ??= ws.signal
    const { world, end, mail } = line
    if (line.look() !== 3) line.fails(`onClose in the state ${ws.readyState}`)
    if (end?.code !== code || end.reason !== reason || end.wasClean !== wasClean) line.fails(`onClose tells ${code}`)
    if (line.running > 0 && !isLate(line)) line.fails('onClose while a handler runs')
    if (end && world.time.now() > end.at + server.handlerTimeout + haste) line.fails('onClose came late')
    if (mail.unread > 0) line.fails(`${mail.unread} messages are lost and nobody says so`)
    return run(line, 'close', line.plan.close, () => {
      line.leftAt = world.time.now()
    })
  },
  ...(line.plan.error && {
    onError({ error }, ws) {
      line.note('fails')
      line.world.told(error, 'handler')
      line.ws ??= ws
      if (ws !== line.ws) line.fails('another socket')
      return run(line, 'error', line.plan.error!)
    },
  }),
})

/** Whether a handler has had all the time that it may have after the end of its connection. */
export const isLate = (line: Line): boolean =>
  line.givenUp || (line.end !== undefined && line.world.time.now() >= line.end.at + server.handlerTimeout)

const alive = (line: Line, phase: Phase, ws: Socket): void => {
  if (line.opened === 0) line.fails(`a ${phase} event before onOpen`)
  if (line.closed > 0) line.fails(`a ${phase} event after onClose`)
  if (ws !== line.ws) line.fails('another socket')
}

/** Plays a handler's script, and keeps the account of what runs and what fails. */
const run = (line: Line, phase: Phase, script: Script, finished = () => {}): void | Promise<void> => {
  const beside = phase === 'open' ? 1 : 0
  const begin = () => {
    line.running++
    line.beside += beside
  }
  const finish = () => {
    line.running--
    line.beside -= beside
    finished()
  }
  const fail = (error: unknown): never => {
    finish()
    line.world.threw(error, line, phase)
    throw error
  }
  begin()
  try {
    const wait = perform(script, (action) => act(line, action))
    return wait ? wait.then(finish, fail) : finish()
  } catch (error) {
    return fail(error)
  }
}
