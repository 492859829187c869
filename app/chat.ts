import { defineRoute } from 'jackfield/channels'
import * as z from 'zod'
import { chat, type Line, Name } from './channels.ts'

/** The chat: a line goes to all the others, and answers the one who says it. */
export const chatRoute = defineRoute(chat, {
  data: z.object({ name: Name }),
  presence: ({ id, data: { name } }) => ({ connection: id, name }),
  on: {
    say(socket, { text }): Line {
      const line = { from: socket.data.name, text, at: Date.now() }
      socket.broadcast('said', line)
      return line
    },
    rename(socket, data) {
      socket.data = data
    },
    echo() {},
  },
})
