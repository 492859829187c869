import { bytes, call, defineChannel } from 'jackfield/channel'
import * as z from 'zod'

// The policy of the page makes no code of text, and zod would try.
z.config({ jitless: true })

/** What a person is called. */
export const Name = z.string().trim().min(1, 'a name, please').max(24, 'at most 24 characters')

/** What is said. */
export const Text = z.string().trim().min(1, 'at least one character').max(500, 'at most 500 characters')

const Line = z.object({ from: z.string(), text: z.string(), at: z.number() })

/** One line of the chat, and when it was said, in ms since the epoch. */
export type Line = z.infer<typeof Line>

/** A call that comes back at once: the page measures the round trip with it. */
const echo = call(z.undefined(), z.undefined())

/** On /ws: lines, and who is there to read them. */
export const chat = defineChannel('chat', {
  client: {
    /** The reply is the line as all the others get it. */
    say: call(z.object({ text: Text }), Line),
    rename: z.object({ name: Name }),
    echo,
  },
  server: { said: Line, announced: Line },
  presence: z.object({ connection: z.string(), name: Name }),
})

const Camera = z.object({ camera: z.string().min(1).max(64) })

/** On /ws/camera: who is at the wall, whose camera is on, and the frames of those that one watches. */
export const cameras = defineChannel('cameras', {
  client: {
    /** How one is seen by the others. */
    appear: z.object({ name: Name, live: z.boolean() }),
    watch: Camera,
    unwatch: Camera,
    /** A JPEG, and which one of its camera's it is. */
    frame: bytes(z.object({ number: z.int() })),
    echo,
  },
  server: {
    /** A JPEG, and whose it is, in the server's words: nobody speaks for another. */
    frame: bytes(Camera.extend({ name: Name, number: z.int() })),
  },
  presence: Camera.extend({ name: Name, live: z.boolean() }),
})
