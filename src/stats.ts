/** How often each reason has counted so far. */
export type Counters = Readonly<Record<string, number>>

/** What a server has now, and has seen since it began. */
export interface Stats {
  /** Connections that are open now. */
  readonly connections: number
  /** Handshakes that wait for the app now. */
  readonly handshakes: number
  /** Bytes that wait unsent now, in all connections. */
  readonly unsentBytes: number
  /** Handshakes that were let in. */
  readonly accepted: number
  /** Handshakes and requests that were refused, by the error's code: `origin_refused`, `server_full`... */
  readonly refused: Counters
  /** Connections that were closed or cut by a limit: `slow_reader`, `too_fast`, `expired`, `peer_dead`... */
  readonly closed: Counters
  /**
   * Messages that were dropped: of a `slow_reader`, `replaced` by a newer one, `discarded` at a close, `gone` with their peer,
   * or `unreachable` with their room.
   */
  readonly dropped: Counters
  /**
   * What else is amiss around the server: `tls_on_plain_port`, `plain_on_tls_port`, `idle_cut`, `unknown_route`,
   * `not_returned`.
   */
  readonly noticed: Counters
}
