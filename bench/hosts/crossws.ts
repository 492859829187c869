import { defineHooks, type Peer } from 'crossws'
import { type Role, roleOf } from './role.ts'

/** The hooks on every runtime. */
export const hooks = defineHooks({
  open(peer) {
    for (const topic of partOf(peer).subscribes) peer.subscribe(topic)
  },
  message(peer, message) {
    const { publishes } = partOf(peer)
    if (publishes === undefined) peer.send(message.rawData)
    else peer.publish(publishes, message.rawData)
  },
})

// Not left by the upgrade hook: a Durable Object does not get its context.
function partOf({ context, request }: Peer): Role {
  return (context['role'] ??= roleOf(request.url)) as Role
}
