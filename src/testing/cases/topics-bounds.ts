import { equal, freshId, match, open, untilEvent } from '../expect.ts'
import type { ContractCase, Peer, Target } from '../target.ts'
import { ended } from './probes.ts'
import { ask, expectNothing, join, publishBy, subscriber } from './topics-probes.ts'

/** What a server does that cannot reach other connections: see TP05. */
async function expectRefusal(target: Target): Promise<void> {
  const peer = await join(target)
  for (const command of [
    ['subscribe', 'news'],
    ['publish', 'news', 'hello'],
  ]) {
    peer.send(JSON.stringify(command))
    match(String(await peer.next()), /^error: .*Durable Object/, `the answer to ${command[0]}`)
  }
}

/** TP04 to TP06: where topics end. */
export const topicsBounds: readonly ContractCase[] = [
  {
    id: 'TP04',
    level: 'MUST',
    title: 'a topic of one route is invisible in another',
    needs: ['topics'],
    async run(target) {
      const topic = freshId()
      const [ada, bob] = [await subscriber(target, topic, 'a'), await subscriber(target, topic, 'b')]
      equal(await publishBy(target, { route: 'topics-b', topic }, 'to b'), { sent: 1, dropped: 0 }, 'the result')
      equal(await bob.next(), 'to b', 'the socket of b')
      await ask(await join(target, 'b'), 'publish', topic, 'among b')
      equal(await bob.next(), 'among b', 'the socket of b')
      equal(await publishBy(target, { route: 'topics-a', topic }, 'to a'), { sent: 1, dropped: 0 }, 'the result in a')
      equal(await ada.next(), 'to a', 'the first message to the socket of a')
    },
  },
  {
    id: 'TP04b',
    level: 'MUST',
    title: 'a topic of one room is invisible in another, however the names are chosen',
    needs: ['topics'],
    async run(target) {
      const rooms = [
        ['', 'rtopic'],
        ['r', 'topic'],
        ['rt', 'opic'],
        ['r:', 'topic'],
        ['1:r', 'topic'],
        ['r/topic', 'x'],
      ] as const
      const peers = await Promise.all(
        rooms.map(([room, topic]) => subscriber(target, topic, 'a', `room=${encodeURIComponent(room)}`)),
      )
      for (const [index, [room, topic]] of rooms.entries()) {
        const to = { route: 'topics-a', topic, ...(room !== '' && { room }) }
        equal(await publishBy(target, to, room), { sent: 1, dropped: 0 }, `the result for ${room} ${topic}`)
        const peer = peers[index] as Peer
        equal(await peer.next(), room, `the socket of ${room} ${topic}`)
      }
      for (const peer of peers) await expectNothing(peer, 'nothing of another room')
    },
  },
  {
    id: 'TP04c',
    level: 'MUST',
    title: 'a second route of one name, known only when it is asked for, is an error that names both',
    needs: ['topics'],
    async run(target) {
      await open(target, '/topics/twice/one')
      const peer = await target.connect('/topics/twice/two')
      equal(peer.status, 500, 'the status of the second route')
      match(peer.body, /^error: .*"topics-twice"/, 'its body')
      await open(target, '/topics/twice/one')
    },
  },
  {
    id: 'TP05',
    level: 'MUST',
    title:
      'where sockets cannot reach one another, the first use fails with words that name the Durable Object adapter',
    needs: ['stateless'],
    variant: 'stateless',
    async run(target) {
      await expectRefusal(target)
      const body = JSON.stringify({ target: { route: 'topics-a', topic: 'news' }, data: 'hello' })
      const response = await target.fetch('/topics/publish', { method: 'POST', body })
      equal(response.status, 500, 'the status of publish(c, ...)')
      match(await response.text(), /^error: .*Durable Object/, 'the words of publish(c, ...)')
    },
  },
  {
    id: 'TP05b',
    level: 'MUST',
    title: 'and where the app does not catch it, onError is told and the connection closes with 1011',
    needs: ['stateless'],
    variant: 'stateless',
    async run(target) {
      const id = freshId()
      const peer = await open(target, `/topics/careless?id=${id}`)
      equal((await ended(peer)).code, 1011, 'the code')
      match(String((await untilEvent(target, id, 'error')).message), /Durable Object/, 'the words of onError')
    },
  },
  {
    id: 'TP06',
    level: 'MUST',
    title: 'a connection has at most 128 topics, with 4,096 bytes of names in all',
    needs: ['topics'],
    async run(target) {
      const many = await join(target)
      const refused = async (peer: Peer, topic: string) => {
        peer.send(JSON.stringify(['subscribe', topic]))
        match(String(await peer.next()), /^error: .*at most 128 topics, with 4096 bytes/, 'the answer to one too many')
      }
      for (let index = 0; index < 128; index++) await ask(many, 'subscribe', `topic ${index}`)
      await refused(many, 'topic 128')
      await ask(many, 'subscribe', 'topic 0')
      await ask(many, 'unsubscribe', 'topic 0')
      await ask(many, 'subscribe', 'topic 128')

      const long = await join(target)
      await ask(long, 'subscribe', '\u00e9'.repeat(2047))
      await refused(long, 'abc')
      await ask(long, 'subscribe', 'ab')
    },
  },
]
