import { ours } from '../servers.ts'
import type { Figures } from './figures.ts'
import { about, count, ifAny, listing, percent, table } from './markdown.ts'
import { runtimeTitle } from './names.ts'

const gib = 2 ** 30
/** Frames that a viewer of a camera gets in a second. */
const frames = 30

/** What a core and a GiB carry on a runtime. */
export interface Capacity {
  readonly connections: number | undefined
  readonly messages: number | undefined
  readonly burst: number | undefined
  readonly deliveries: number | undefined
  readonly stream: number | undefined
  readonly viewers: number | undefined
}

export function capacityOf(figures: Figures, runtime: string): Capacity {
  const rate = (scenario: string): number | undefined => figures.median(runtime, ours, scenario)
  // What V8 takes in room for garbage is memory too, wherever it is measured.
  const [bytes, camera] = [rate('idle-growing') ?? rate('idle'), rate('camera')]
  return {
    connections: bytes && gib / bytes,
    messages: rate('echo-light'),
    burst: rate('echo-16'),
    deliveries: rate('fanout-one-1000'),
    stream: rate('fanout-stream-1000'),
    viewers: camera && camera / frames,
  }
}

const columns: Readonly<Record<keyof Capacity, readonly [head: string, how: string]>> = {
  connections: [
    'connections per GiB',
    'a GiB through the memory that an idle connection has added to the process; what handlers keep comes on top',
  ],
  messages: ['messages', 'echo at a light rate: each message comes alone, the dearest way; receiving and answering it'],
  burst: ['messages, busy', 'echo with 16 in flight: what comes together is answered together'],
  deliveries: ['deliveries', 'fan-out to 1,000 subscribers, one publish at a time'],
  stream: ['deliveries, streaming', 'fan-out to 1,000 subscribers, publishes behind one another'],
  viewers: ['camera viewers', `the camera scenario: delivered frames, through ${frames} for each viewer and second`],
}

/** What a core and a GiB carry, by runtime. */
export function capacityTable(figures: Figures): string {
  const rows = figures.runtimes.map((runtime) => {
    const capacity = capacityOf(figures, runtime)
    return [runtimeTitle(runtime), ...Object.values(capacity).map((value) => ifAny(value, about))]
  })
  return table(['a core, each second', ...Object.values(columns).map(([head]) => head)], rows)
}

/** How each column was measured. */
export const capacitySources = (): string => listing(['figure', 'from'], Object.values(columns))

/** What is to be served in the worked example. */
export const example = { people: 20_000, every: 20, room: 25, load: 0.5, cameras: 4, watchers: 100 }

/** What the example asks for on a runtime. */
export function demandOf({ connections, messages, deliveries, viewers }: Capacity) {
  const { people, every, room, load, cameras, watchers } = example
  const said = people / every
  const chat = messages && deliveries && said / messages + (said * room) / deliveries
  return {
    memory: connections && people / connections,
    chat,
    cores: chat && chat / load,
    cameras: viewers && (cameras * watchers) / viewers,
  }
}

/** A server sized by the figures. */
export function workedExample(figures: Figures): string {
  const { people, every, room, load, cameras, watchers } = example
  const said = people / every
  const rows = figures.runtimes.map((runtime) => {
    const { memory, chat, cores, cameras: wall } = demandOf(capacityOf(figures, runtime))
    return [
      runtimeTitle(runtime),
      ifAny(memory, (value) => `${count(value * 1024)} MiB`),
      ifAny(chat, percent),
      ifAny(cores, (value) => count(Math.max(1, Math.ceil(value)))),
      ifAny(wall, percent),
    ]
  })
  return [
    `A chat for ${count(people)} people who are connected at once; each writes every ${every} seconds into a room of ${room}.`,
    `That is ${count(people)} / ${every} = ${count(said)} messages a second, and ${count(said)} × ${room} = ${count(said * room)} deliveries.`,
    'Memory is the people through *connections per GiB*; processor time is the messages through *messages*, and the',
    `deliveries through *deliveries*. Give it at most ${percent(load)} of a core, so that it has room for a bad minute:`,
    'the processes it needs are that time through this share, rounded up. A wall of',
    `${cameras} cameras for ${watchers} people has ${count(cameras * watchers)} viewers beside that, through *camera viewers*.`,
    '',
    table(['', 'memory for connections', 'of a core for the chat', 'processes', 'of a core for the cameras'], rows),
  ].join('\n')
}
