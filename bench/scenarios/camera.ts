import { setTimeout as sleep } from 'node:timers/promises'
import { Crowd } from '../load/crowd.ts'
import type { Link } from '../load/link.ts'
import { Pace } from '../load/pace.ts'
import { Stamps, stamp } from '../load/stamps.ts'
import { watch } from '../load/window.ts'
import { residentOf } from '../measure.ts'
import { percentile } from '../statistics.ts'
import { fanOutChecked } from './fanout.ts'
import { lasting, type Round, type Scenario, type Target } from './scenario.ts'

const route = '/camera'
const cameras = 10
const viewers = 50
/** How many of a camera's viewers read too slowly. */
const slow = 5
const perSecond = 30
const bytes = 40 * 1024
/** A slow viewer reads once, and then not for so many milliseconds. */
const pause = 500
const times = 5

/** The staleness of each frame that came to some viewers, in milliseconds. */
function watchFrames(crowd: Crowd, { dialect }: Target, after?: (link: Link) => void): number[] {
  const size = dialect.size(route, bytes, false)
  const stale: number[] = []
  for (const link of crowd.links) {
    const stamps = new Stamps(size - bytes, size, (time) => stale.push(performance.now() - time))
    link.read((chunk) => {
      stamps.push(chunk)
      after?.(link)
    })
  }
  return stale
}

async function round(target: Target): Promise<Round> {
  const { port, pid, dialect, seconds } = target
  const view = (index: number) => dialect.dial(port, route, `view=${index % cameras}`)
  using fast = await Crowd.of(cameras * (viewers - slow), view)
  using late = await Crowd.of(cameras * slow, view)
  using publishers = await Crowd.of(cameras, (index) => dialect.dial(port, route, `publish=${index}`))
  const seen = watchFrames(fast, target)
  const seenLate = watchFrames(late, target, readSlowly)
  const before = residentOf(pid)
  const payload = new Uint8Array(bytes)
  using _ = new Pace(cameras * perSecond, (index) => {
    stamp(payload, performance.now())
    publishers.links[index % cameras]?.write(dialect.message(route, payload, false))
  })
  await sleep(seconds * 500)
  const started = performance.now()
  const from = seen.length
  const fromLate = seenLate.length
  const window = await watch(lasting(target, times), () => seen.length)
  const growth = residentOf(pid) - before
  const due = (perSecond * (performance.now() - started)) / 1000
  const latency = seen.slice(from)
  const ages = seenLate.slice(fromLate)
  const cut = [fast.note, late.note].filter((note) => note !== undefined)
  return {
    ...window,
    latency,
    growth,
    kept: latency.length / fast.links.length / due,
    keptSlow: ages.length / late.links.length / due,
    stale: percentile(ages, 0.5),
    note: cut.length > 0 ? cut.join(', ') : undefined,
  }
}

function readSlowly(link: Link): void {
  link.pause()
  setTimeout(() => link.resume(), pause)
}

export const camera: Scenario = {
  name: 'camera',
  unit: 'deliveries',
  shared: true,
  says: `${cameras} cameras of ${perSecond} frames of ${bytes / 1024} KiB a second, each with ${viewers} viewers, of whom ${slow} read once in ${pause} ms`,
  fresh: true,
  round,
  check: (target) =>
    fanOutChecked(
      target,
      { route, subscribers: viewers, subscribe: 'view=0', publish: 'publish=0', bytes, text: false },
      1,
    ),
}
