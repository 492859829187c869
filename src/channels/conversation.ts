import type { ConnectionEvents } from '../handlers.ts'
import type { Kept } from '../kept.ts'
import { type Line, LiveSocket } from '../live-socket.ts'
import type { Socket } from '../socket.ts'
import { keep } from './keep.ts'
import type { Plan, PlanEvents } from './plan.ts'
import { Talk } from './talk.ts'

const lineOf = (ws: Socket): Line => LiveSocket.lineOf(ws as LiveSocket)

/** The conversation of a connection, which begins with the first event. */
const talkOf = (plan: Plan, ws: Socket): Talk => {
  const line = lineOf(ws)
  line.state ??= new Talk(plan, line)
  return line.state as Talk
}

/** The events of all connections of a route: what they need they find at the socket. */
export const makeEvents = (plan: Plan): PlanEvents => {
  const events: ConnectionEvents = {
    onOpen: (_, ws) => talkOf(plan, ws).open(),
    onMessage: ({ data }, ws) => talkOf(plan, ws).receive(data),
    onClose: ({ code, reason, wasClean }, ws) => talkOf(plan, ws).closed({ code, reason, wasClean }),
    ...(plan.hooks.onError && { onError: ({ error }, ws) => talkOf(plan, ws).hear(error) }),
    passBy: (message, ws) => talkOf(plan, ws).passBy(message),
    keep: (ws) => keep(lineOf(ws), talkOf(plan, ws)),
  }
  return {
    events,
    resumption: { ...events, onOpen: (_, ws) => talkOf(plan, ws).resume(lineOf(ws).intent.data as Kept) },
  }
}
