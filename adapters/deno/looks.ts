// When it is looked at what waits in sockets. Deno 2.9 hands nothing to the network before the turn is over: right behind
// a send there is always something that waits, and a look costs more than all that the core does for a message.

/** Something that was written to. */
interface Written {
  look(): void
}

/** How long it takes until it is looked, in milliseconds. */
export const later = 100

// Bytes that are sent to all sockets together at most before it is looked at those that were written to.
const most = 2 ** 18

let written: Written[] = []
let sent = 0

const looked: Written[] = []
let turn = 0

const look = (): void => {
  const all = written
  written = []
  sent = 0
  for (const one of all) one.look()
}

/** The turn is over: who was looked at in its midst is looked at again. */
const end = (): void => {
  turn++
  written.push(...looked.splice(0))
  look()
}

/** Which turn it is; of turns in which little is sent several may be one. */
export const turnNow = (): number => turn

/** Has it look soon: one timer does for all, and one look for many messages. */
export const lookSoon = (one: Written): void => {
  if (written.push(one) === 1) setTimeout(end, later)
}

/** So many bytes were sent. */
export const noteBytes = (bytes: number): void => {
  sent += bytes
  if (sent <= most) return
  if (looked.length === 0) setTimeout(end)
  looked.push(...written)
  look()
}

/** How long a message is, by and large: a text may have more bytes. */
export const lengthOf = (message: string | { readonly byteLength: number }): number =>
  typeof message === 'string' ? message.length : message.byteLength
