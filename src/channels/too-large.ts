import { headSizeOf } from '../channel/binary.ts'
import { mostOf, sizeOf } from '../data.ts'

/** Whether a message is beyond the channel's `maxMessage`: of a binary one only the head is read. */
export const isTooLarge = (message: string | ArrayBuffer, maxMessage: number): boolean => {
  if (typeof message === 'string') return mostOf(message) > maxMessage && sizeOf(message) > maxMessage
  return message.byteLength > maxMessage && Number(headSizeOf(message)) > maxMessage
}
