import { until } from '../../src/testing/expect.ts'
import type { Peer, PeerClose, Target } from '../../src/testing/target.ts'
import type { TargetSource } from '../../testing/vitest.ts'
import { bytesOf, type Line, readTranscript, type Scene, showBytes, textOf, writeLine } from './transcript.ts'

/** One client of a conversation, and what it has heard and nobody has written down. */
export class Client {
  readonly who: string
  readonly peer: Peer
  readonly heard: Line[] = []
  isOver = false

  constructor(who: string, peer: Peer) {
    this.who = who
    this.peer = peer
    void this.#listen()
  }

  act({ mark, rest }: Line): void {
    if (mark === '>') this.peer.send(textOf(rest))
    else if (mark === '>>') this.peer.send(bytesOf(rest))
    else this.peer.close(...closeOf(rest))
  }

  async #listen(): Promise<void> {
    let close: PeerClose | undefined
    void this.peer.closed.then((how) => (close = how))
    for (;;) {
      // None, where nothing comes for a while or all is over.
      const message = await this.peer.next().catch(() => undefined)
      if (typeof message === 'string') this.#hear('<', message)
      else if (message) this.#hear('<<', showBytes(message))
      else if (close) break
    }
    this.#hear('<|', `${close.code} ${close.reason}`.trim())
    this.isOver = true
  }

  #hear(mark: string, rest: string): void {
    this.heard.push({ who: this.who, mark, rest })
  }
}

const closeOf = (rest: string): [code?: number, reason?: string] => {
  const [, code, reason] = /^(\d+) ?(.*)$/.exec(rest) ?? []
  return code === undefined ? [] : [Number(code), reason]
}

/** Waits until each client has heard all that comes of a scene. */
export type Settle = (clients: readonly Client[], scene: Scene) => Promise<unknown>

/** As many lines as the transcript has: no server says when it has said all. */
export const asWritten: Settle = (clients, { results }) =>
  Promise.all(
    clients.map(({ who, heard }) => {
      const expected = results.filter((line) => line.who === who && line.mark.startsWith('<')).length
      return until(
        () => heard.length >= expected,
        () => `${expected} lines for ${who || 'the client'}; it has ${JSON.stringify(heard)}`,
      )
    }),
  )

/** Does what a transcript says, and answers with the transcript of what came of it. */
export async function play(text: string, target: Target, settle: Settle = asWritten): Promise<string> {
  const clients = new Map<string, Client>()
  const written: string[] = []

  const connect = async ({ who, rest }: Line): Promise<Line> => {
    const [path = '', ...protocols] = rest.split(' ')
    const peer = await target.connect(path, { protocols, headers: { Accept: 'application/json' } })
    if (peer.status !== 101) return { who, mark: String(peer.status), rest: peer.body }
    if (clients.get(who)?.isOver === false) throw new Error(`${who || 'the client'} is connected already`)
    clients.set(who, new Client(who, peer))
    return { who, mark: '101', rest: peer.protocol }
  }
  const post = async ({ who, rest }: Line): Promise<Line> => {
    const [, path = '', body] = /^(\S+)(?: (.*))?$/.exec(rest) ?? []
    const answer = await target.fetch(path, { method: 'POST', body: body ?? null })
    return { who, mark: String(answer.status), rest: await answer.text() }
  }
  const act = async (line: Line): Promise<Line | undefined> => {
    if (line.mark === 'GET') return connect(line)
    if (line.mark === 'POST') return post(line)
    if (line.mark === 'WAIT') return void (await target.clock?.advance(Number(line.rest)))
    const client = clients.get(line.who)
    if (!client) throw new Error(`nobody is there who says ${writeLine(line)}`)
    client.act(line)
  }

  for (const scene of readTranscript(text)) {
    const [first] = scene.acts
    written.push(...scene.remarks, ...scene.acts.map(writeLine))
    for (const line of scene.acts) {
      const answer = await act(line)
      if (answer) written.push(writeLine(answer))
    }
    await settle([...clients.values()], scene)
    // Who has acted comes first, and then the others in the order in which they came.
    const all = [...clients.values()].sort((a, b) => Number(b.who === first?.who) - Number(a.who === first?.who))
    for (const { heard } of all) written.push(...heard.splice(0).map(writeLine))
  }
  const open = [...clients.values()].filter(({ isOver }) => !isOver)
  const told = `${written.join('\n')}\n`
  if (open.length === 0) return told
  throw new Error(`a transcript ends when all connections have; of this one ${open.length} are open:\n${told}`)
}

/** Does something with a target of its own. */
export async function onTarget<T>(source: TargetSource, use: (target: Target) => Promise<T>): Promise<T> {
  const target = await source.target()
  try {
    return await use(target)
  } finally {
    await target[Symbol.asyncDispose]?.()
  }
}
