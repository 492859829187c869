import { spreadBounds } from '../channel/protocol.ts'

// How many clients may come back a second, when all have been lost.
const comebacks = 100

/** Over how many ms the clients of a server should come back when it is lost. */
export const spreadOf = (connections: number): number =>
  Math.round(Math.min(spreadBounds.most, Math.max(spreadBounds.least, (connections * 1000) / comebacks)))
