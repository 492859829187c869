import { isNear } from './check-options.ts'
import type { WSEvents } from './socket.ts'

const known: ReadonlySet<string> = new Set<keyof WSEvents>(['onOpen', 'onMessage', 'onClose', 'onError'])

/** @throws {TypeError} for a handler whose name is misspelt, such as `onmessage`: nobody would ever call it. */
export const checkHandlers = (route: string, events: object): void => {
  for (const name of Object.keys(events)) {
    if (known.has(name) || !/^on/i.test(name)) continue
    const near = [...known].find((other) => isNear(name, other))
    if (near)
      throw new TypeError(`the route ${route} made a handler ${name}, which nobody calls; did you mean ${near}?`)
  }
}
