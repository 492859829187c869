import { retryOf } from '../channel/codes.ts'
import { leastSpread, mostSpread } from '../channel/protocol.ts'

// How many clients may come back a second, when all have been lost.
const comebacks = 100
// How long a client may take to connect, in ms.
const connecting = 2_000

/** Over how many ms the clients of a server should come back when it is lost. */
export const spreadOf = (connections: number): number =>
  Math.round(Math.min(mostSpread, Math.max(leastSpread, (connections * 1000) / comebacks)))

/** For how many ms one whose connection has ended was never away; one that is told to stay away may have changed its page. */
export const patienceOf = (code: number, spread: number): number =>
  connecting + (retryOf(code) === 'never' ? 0 : spread)
