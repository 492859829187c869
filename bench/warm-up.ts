import { secondsBetween, spentBy } from './measure.ts'

/**
 * How much processor time a server gets before it is measured: seconds. By then its runtime has compiled what it runs, and
 * that is done on the server's own time: a fifth of its first second on Bun.
 */
const enough = 2

/** How often the load is made at most, on a machine that has no time for it. */
const most = 50

/** Plays a load against a server until it is warm. */
export async function warmUp(pid: number, load: () => Promise<unknown>, seconds = enough): Promise<void> {
  const before = spentBy(pid)
  for (let times = 0; times < most && secondsBetween(before, spentBy(pid)) < seconds; times += 1) await load()
}
