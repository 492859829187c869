import type { Incident } from './report.ts'

// So many connections in a row that end without a close frame after the same silence.
const enough = 3
// What counts as the same: a proxy's timers are exact, the network's way there is not. Milliseconds.
const slack = 300
const shortest = 1000
// What lies further apart has nothing to do with one another.
const lately = 600_000

/** Notices that something between the peers and the server cuts whoever is silent for a certain time. */
export class IdleCuts {
  #last = 0
  #at = 0
  #times = 0

  /**
   * A connection that was silent for so long has ended without a close frame.
   * @param interval Of the pings, if there are any: a peer that has gone answers the first one with a reset.
   */
  note(silence: number, now: number, interval: number | undefined): Incident | undefined {
    if (interval !== undefined && silence >= interval - slack) return undefined
    const isSame = Math.abs(silence - this.#last) <= slack && now - this.#at <= lately
    this.#last = silence
    this.#at = now
    this.#times = isSame ? this.#times + 1 : 1
    if (silence < shortest || this.#times < enough) return undefined
    const half = Math.floor(silence / 200) * 100
    const seconds = Math.round(silence / 100) / 10
    return {
      kind: 'noticed',
      reason: 'idle_cut',
      message:
        `${this.#times} connections in a row were cut after ${seconds} s of silence: a proxy in front has so short a ` +
        `timeout. With nginx: proxy_read_timeout 60s; with HAProxy: timeout tunnel 60s. Or ${
          interval !== undefined
            ? `ping more often: heartbeat: { interval: ${half}, timeout: ${half} }`
            : 'let clients say something more often: this runtime cannot ping'
        }.`,
    }
  }
}
