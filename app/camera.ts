import type { WSEvents } from 'jackfield'
import { readMessage, textOf } from './message.ts'
import { labeller } from './page/frame.js'

const wall = 'wall'

/**
 * The cameras on /ws/camera. Binary messages are a camera's frames: each goes to all other pages, with a label that
 * says whose it is (page/frame.js describes both). Text messages are JSON: `ping` is echoed, `camera-on` names the
 * frames that follow, and `camera-off` ends them, as closing does.
 */
export const camera = (): WSEvents => {
  let label: ReturnType<typeof labeller> | undefined

  return {
    onOpen(_event, ws) {
      ws.subscribe(wall)
    },
    onMessage({ data }, ws) {
      if (data instanceof ArrayBuffer) {
        label ??= labeller({ camera: ws.id, name: 'A camera' })
        return ws.publish(wall, label(data))
      }
      const message = readMessage(data)
      if (message.type === 'ping') ws.send(data)
      if (message.type === 'camera-on')
        label = labeller({ camera: ws.id, name: textOf(message.name, 24) ?? 'A camera' })
      if (message.type === 'camera-off') ws.publish(wall, JSON.stringify({ type: 'camera-off', camera: ws.id }))
    },
    onClose(_event, ws) {
      if (label) ws.publish(wall, JSON.stringify({ type: 'camera-off', camera: ws.id }))
    },
  }
}
