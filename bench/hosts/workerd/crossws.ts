import { DurableObject } from 'cloudflare:workers'
import crossws from 'crossws/adapters/cloudflare'
import { hooks } from '../crossws.ts'
import { collect } from './collect.ts'

const ws = crossws({ hooks, bindingName: 'ROOMS' })

export class Room extends DurableObject {
  override fetch(request: Request) {
    return ws.handleDurableUpgrade(this, request)
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer) {
    return ws.handleDurableMessage(this, socket, message)
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string, wasClean: boolean) {
    return ws.handleDurableClose(this, socket, code, reason, wasClean)
  }
}

export default {
  fetch(request, env, context) {
    if (new URL(request.url).pathname === '/memory') return Response.json(collect())
    return ws.handleUpgrade(request, env, context)
  },
} satisfies ExportedHandler
