/** The subprotocol that both ends speak: a later version of the wire has another number. */
export const subprotocol = 'jackfield.1'

/** The member of the query by which a plain GET, which can offer no subprotocol, says what it would offer. */
export const offerQuery = 'jackfield-protocols'

/** What stands before a token among the subprotocols that a client offers. */
export const tokenPrefix = 'bearer.'

/** So many calls of a connection may run and wait at once, unless its route says otherwise. */
export const mostCalls = 64

/** Bounds of the ms over which clients spread their return after a loss. */
export const leastSpread = 500
export const mostSpread = 30_000
