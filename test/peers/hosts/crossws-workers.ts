import { DurableObject } from 'cloudflare:workers'
import crossws from 'crossws/adapters/cloudflare'
import { onCrossws } from './crossws.ts'

const { app, ws } = onCrossws((hooks) => crossws({ hooks, bindingName: 'ROOMS' }))

/** As its documentation has it, under the name that `startWorkerd` binds. */
export class Room extends DurableObject {
  fetch(request: Request) {
    return isHandshake(request) ? ws.handleDurableUpgrade(this, request) : app.fetch(request)
  }

  webSocketMessage(socket: WebSocket, message: string | ArrayBuffer) {
    return ws.handleDurableMessage(this, socket, message)
  }

  async webSocketClose(socket: WebSocket, code: number, reason: string, wasClean: boolean) {
    await ws.handleDurableClose(this, socket, code, reason, wasClean)
    // Nobody else answers the close frame of a socket that may hibernate, at any compatibility date.
    if (code === 1005) socket.close()
    else if (code !== 1006) socket.close(code, reason)
  }

  webSocketPublish(topic: string, message: unknown, options: unknown) {
    return ws.handleDurablePublish(this, topic, message, options)
  }
}

interface Bindings {
  readonly ROOMS: { idFromName(name: string): object; get(id: object): { fetch(request: Request): Promise<Response> } }
}

export default {
  // crossws upgrades in one object; what a plain request asks of its sockets lies there too.
  fetch(request: Request, env: Bindings, context: Parameters<typeof ws.handleUpgrade>[2]) {
    if (isHandshake(request)) return ws.handleUpgrade(request, env, context)
    return env.ROOMS.get(env.ROOMS.idFromName('crossws')).fetch(request)
  },
}

function isHandshake({ headers }: Request): boolean {
  return headers.get('upgrade')?.toLowerCase() === 'websocket'
}
