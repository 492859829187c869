import type { DurableObjectNamespace, DurableObjectState, Rpc } from '@cloudflare/workers-types'
import { Room } from 'jackfield/workers'

// What `wrangler types` writes for the binding, and what somebody's own room is made with.
export interface Bindings {
  readonly ROOMS: DurableObjectNamespace<Room>
}

export class OwnRoom extends Room {
  readonly name: string | undefined

  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env)
    this.name = state.id.name
  }
}

export const branded: (room: Room) => Rpc.DurableObjectBranded = (room) => room
