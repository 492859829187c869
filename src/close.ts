import { subprotocol } from './channel/protocol.ts'
import { reasonSize } from './data.ts'
import type { ErrorRule } from './errors.ts'

const maxReason = 123
// What a server may send of the codes that RFC 6455, section 7.4, and the IANA registry name.
const protocolCodes = new Set([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014])

/**
 * Checks the arguments of `close` the same way on every runtime, before any of them sees these.
 * @throws {TypeError | RangeError} with what was found and what is allowed.
 */
export const checkClose = (code: number | undefined, reason: string | undefined): void => {
  if (reason !== undefined && typeof reason !== 'string') {
    throw new TypeError(`a close reason is a string, not ${typeof reason}`)
  }
  if (code !== undefined) {
    if (typeof code !== 'number') throw new TypeError(`a close code is a number, not ${typeof code}`)
    if (!protocolCodes.has(code) && !(Number.isInteger(code) && code >= 3000 && code <= 4999)) {
      throw new RangeError(
        `close code ${code} must not be sent: use 1000, 3000 to 4999, or one of ${[...protocolCodes].slice(1).join(', ')}`,
      )
    }
  }
  if (reason === undefined) return
  const size = reasonSize(reason)
  if (size > maxReason) {
    throw new RangeError(`a close reason is at most ${maxReason} bytes as UTF-8; this one has ${size}`)
  }
}

/** The code that a connection is closed with for an error: one of the application's range, which say more, on channels. */
export const closeCode = ({ close, channelClose }: ErrorRule, protocol: string): number =>
  (protocol === subprotocol ? channelClose : close) ?? close ?? 1011
