import { defineRoute } from 'jackfield/channels'
import * as z from 'zod'
import { cameras, Name } from './channels.ts'

/**
 * The cameras: each is a topic of its own, so that of each one the newest frame waits for a viewer who is slower than it
 * is, and no older one.
 */
export const camerasRoute = defineRoute(cameras, {
  data: z.object({ name: Name, live: z.boolean() }),
  presence: ({ id, data }) => ({ camera: id, ...data }),
  maxPayload: 512 * 1024,
  maxBufferedBytes: 256 * 1024,
  slowReader: 'latest',
  on: {
    appear(socket, data) {
      socket.data = data
    },
    watch(socket, { camera }) {
      socket.subscribe(camera)
    },
    unwatch(socket, { camera }) {
      socket.unsubscribe(camera)
    },
    frame(socket, { head: { number }, body }) {
      socket.publish(socket.id, 'frame', { camera: socket.id, name: socket.data.name, number }, body)
    },
    echo() {},
  },
})
