/** What the floods have been told so far. */
export interface Told {
  /** Messages that were given to `send` or `publish`. */
  offered: number
  /** Messages of which `send` said `false`, or `publish` that somebody did not get it. */
  refused: number
  /** How many connections closed with each code. */
  closes: Record<string, number>
}

/** Bytes of one message: a small camera picture. */
export const messageSize = 64 * 1024

/** A turn for everybody else after so many messages. */
const stride = 16

/** Offers so many bytes, message after message, whatever becomes of them. */
export async function flood(
  told: Told,
  bytes: number,
  offer: (message: Uint8Array) => boolean | Promise<boolean>,
): Promise<void> {
  const message = new Uint8Array(messageSize)
  for (let left = bytes / messageSize; left > 0; left--) {
    told.offered++
    if (!(await offer(message))) told.refused++
    if (told.offered % stride === 0) await new Promise((resolve) => setTimeout(resolve))
  }
}
