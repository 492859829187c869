import type { Bug } from './bug.ts'

const alarms = 'src/alarms.ts'
const session = 'src/session.ts'

/** Bugs in what rings, and when. */
export const alarmBugs: readonly Bug[] = [
  {
    name: 'an alarm that is due before all others rings late',
    row: 'FT04',
    file: alarms,
    find: 'if (due >= this.#next) return',
    replace: 'if (this.#next < Number.POSITIVE_INFINITY) return',
  },
  {
    name: 'an alarm that takes the place of another rings late',
    row: 'FT04',
    file: alarms,
    find: '      this.#settle(last)\n',
    replace: '      this.#heap[place] = last\n',
  },
  {
    name: 'the timer of the alarms outlives the last of them',
    row: 'LC08',
    file: alarms,
    find: 'if (this.#heap.length === 0) this.#disarm()',
    replace: '',
  },
  {
    name: 'the wait for the upgrade goes on after it',
    row: 'HS13',
    file: session,
    find: '    this.hub.alarms.clear(this)\n    this.resumed(transport)\n',
    replace: '    this.resumed(transport)\n',
  },
  {
    name: 'a message is handled though its count has ended the connection',
    row: 'BD01',
    file: session,
    find: '    if (this.#state === OPEN) this.vigil?.count()\n    // What came may have been too much.\n    if (this.#state !== OPEN) return\n',
    replace: '    if (this.#state !== OPEN) return\n    this.vigil?.count()\n',
  },
]
