import type { PublishResult } from '../app/kit.ts'
import type { TopicsCommand } from '../app/topics.ts'
import { equal, freshId, match, ok, open, until, untilEvent } from '../expect.ts'
import type { ContractCase, Peer, Target } from '../target.ts'
import { ended } from './probes.ts'

const ask = async (peer: Peer, ...command: TopicsCommand): Promise<unknown> => {
  peer.send(JSON.stringify(command))
  const answer = String(await peer.next())
  ok(!answer.startsWith('error:'), `${command[0]}: ${answer}`)
  ok(/^["{]/.test(answer), `${command[0]}: expected an answer, got the message ${answer}`)
  return JSON.parse(answer)
}

const join = (target: Target, route: 'a' | 'b' = 'a', query = ''): Promise<Peer> =>
  open(target, `/topics/${route}?${query}`)

/** A connection that subscribes to a topic. */
async function subscriber(target: Target, topic: string, route: 'a' | 'b' = 'a', query = ''): Promise<Peer> {
  const peer = await join(target, route, query)
  equal(await ask(peer, 'subscribe', topic), 'done', 'subscribe')
  return peer
}

/** Nothing has come: the next message is the answer to a question that is asked now. */
async function expectNothing(peer: Peer, what: string): Promise<void> {
  equal(await ask(peer, 'echo', 'nothing came'), 'nothing came', what)
}

const publishBy = async (
  target: Target,
  to: Parameters<NonNullable<Target['control']>['publish']>[0],
  data: string,
) => {
  const response = await target.fetch('/topics/publish', { method: 'POST', body: JSON.stringify({ target: to, data }) })
  equal(response.status, 200, 'the status of the HTTP handler')
  return (await response.json()) as PublishResult
}

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

/** TP01 to TP06. */
export const topics: readonly ContractCase[] = [
  {
    id: 'TP01',
    level: 'MUST',
    title: 'ws.publish reaches all subscribers but the sender, once each',
    needs: ['topics'],
    async run(target) {
      const topic = freshId()
      const [ada, bob, cyd] = [
        await subscriber(target, topic),
        await subscriber(target, topic),
        await subscriber(target, topic),
      ]
      const other = await subscriber(target, freshId())
      equal(await ask(bob, 'subscribe', topic), 'done', 'subscribing again')
      await ask(ada, 'publish', topic, 'hello')
      for (const peer of [bob, cyd]) equal(await peer.next(), 'hello', 'a subscriber')
      await ask(other, 'publish', topic, 'from outside')
      for (const peer of [ada, bob, cyd]) equal(await peer.next(), 'from outside', 'of one who has not subscribed')
      for (const peer of [ada, bob, cyd, other]) await expectNothing(peer, 'nothing more')
    },
  },
  {
    id: 'TP01b',
    level: 'MUST',
    title: 'after unsubscribe nothing more comes, and the others still get it',
    needs: ['topics'],
    async run(target) {
      const topic = freshId()
      const [ada, bob, cyd] = [await join(target), await subscriber(target, topic), await subscriber(target, topic)]
      equal(await ask(bob, 'unsubscribe', topic), 'done', 'unsubscribe')
      await ask(ada, 'publish', topic, 'hello')
      equal(await cyd.next(), 'hello', 'who stayed')
      equal(await publishBy(target, { route: 'topics-a', topic }, 'again'), { sent: 1, dropped: 0 }, 'the result')
      await expectNothing(bob, 'who left')
    },
  },
  {
    id: 'TP01c',
    level: 'MUST',
    title: 'publish(c, ...) from an HTTP handler reaches all subscribers',
    needs: ['topics'],
    async run(target) {
      const topic = freshId()
      const peers = [await subscriber(target, topic), await subscriber(target, topic)]
      equal(await publishBy(target, { route: 'topics-a', topic }, 'news'), { sent: 2, dropped: 0 }, 'the result')
      for (const peer of peers) equal(await peer.next(), 'news', 'a subscriber')
    },
  },
  {
    id: 'TP01d',
    level: 'MUST',
    title: 'handle.publish(...) reaches all subscribers, with no request in sight',
    needs: ['control', 'topics'],
    async run(target) {
      const topic = freshId()
      const peers = [await subscriber(target, topic), await subscriber(target, topic)]
      const result = await target.control?.publish({ route: 'topics-a', topic }, 'tick')
      equal(result, { sent: 2, dropped: 0 }, 'the result')
      for (const peer of peers) equal(await peer.next(), 'tick', 'a subscriber')
    },
  },
  {
    id: 'TP01e',
    level: 'MUST',
    title: 'binary stays binary',
    needs: ['topics'],
    async run(target) {
      const topic = freshId()
      const [ada, bob] = [await subscriber(target, topic), await subscriber(target, topic)]
      await ask(ada, 'publish', topic, 'bytes:hello')
      equal(await bob.next(), new TextEncoder().encode('hello').buffer, 'from a socket')
      await publishBy(target, { route: 'topics-a', topic }, 'bytes:again')
      for (const peer of [ada, bob]) equal(await peer.next(), new TextEncoder().encode('again').buffer, 'from HTTP')
    },
  },
  {
    id: 'TP01f',
    level: 'MUST',
    title: 'ws.publish tells at once how many took the message, the sender left out',
    needs: ['topics'],
    deviations: {
      async workerd(target) {
        const ada = await subscriber(target, freshId())
        equal(await ask(ada, 'publish', 'news', 'hello'), { sent: 0, dropped: 0, relayed: true }, 'the result')
      },
    },
    async run(target) {
      const topic = freshId()
      const [ada] = [await subscriber(target, topic), await subscriber(target, topic), await subscriber(target, topic)]
      equal(await ask(ada, 'publish', topic, 'hello'), { sent: 2, dropped: 0 }, 'of a subscriber')
      const other = await join(target)
      equal(await ask(other, 'publish', topic, 'hello'), { sent: 3, dropped: 0 }, 'of another')
      equal(await ask(other, 'publish', freshId(), 'hello'), { sent: 0, dropped: 0 }, 'where nobody listens')
    },
  },
  {
    id: 'TP01g',
    level: 'MUST',
    title: 'a subscription holds as soon as the peer hears of it, and its end likewise',
    needs: ['topics'],
    async run(target) {
      const topic = freshId()
      const peer = await join(target)
      for (let round = 0; round < 20; round++) {
        await ask(peer, 'subscribe', topic)
        equal(await publishBy(target, { route: 'topics-a', topic }, `in ${round}`), { sent: 1, dropped: 0 }, 'in')
        equal(await peer.next(), `in ${round}`, 'the message')
        await ask(peer, 'unsubscribe', topic)
        equal(await publishBy(target, { route: 'topics-a', topic }, 'out'), { sent: 0, dropped: 0 }, 'out')
      }
    },
  },
  {
    id: 'TP01h',
    level: 'MUST',
    title: 'a peer whose handshake is done is in the topics that onOpen has joined',
    needs: ['topics'],
    async run(target) {
      for (let round = 0; round < 20; round++) {
        const topic = freshId()
        const peer = await open(target, `/topics/eager?topic=${topic}`)
        equal(await publishBy(target, { route: 'topics-eager', topic }, 'hello'), { sent: 1, dropped: 0 }, 'the result')
        equal(await peer.next(), 'hello', 'the message')
      }
    },
  },
  {
    id: 'TP01i',
    level: 'MUST',
    title: 'names and messages may have any characters, and go out as they were when they were sent',
    needs: ['topics'],
    async run(target) {
      for (const topic of ['\ufeffnews', 'a:b', '=', '+', '12:', '\u0000', '\ud83d\ude00']) {
        const [ada, bob] = [await subscriber(target, topic), await subscriber(target, topic)]
        for (const data of ['', '\ufeff', '=', '+', '-', '1:', 'bytes:', 'bytes:=']) {
          await ask(ada, 'publish', topic, data)
          const sent = data.startsWith('bytes:') ? new TextEncoder().encode(data.slice(6)).buffer : data
          equal(await bob.next(), sent, `${JSON.stringify(data)} to ${JSON.stringify(topic)}`)
        }
        ada.close(1000)
        bob.close(1000)
      }
    },
  },
  {
    id: 'TP02',
    level: 'MUST',
    title: 'a socket that closed or dropped is in no topic',
    needs: ['topics'],
    async run(target) {
      for (const how of ['close', 'terminate'] as const) {
        const [topic, id] = [freshId(), freshId()]
        const [ada, bob] = [await subscriber(target, topic), await subscriber(target, topic, 'a', `id=${id}`)]
        bob[how]()
        await untilEvent(target, id, 'close')
        await until(async () => {
          const { sent, dropped } = await publishBy(target, { route: 'topics-a', topic }, 'hello')
          return sent === 1 && dropped === 0
        }, `one subscriber after ${how}`)
        equal(await ada.next(), 'hello', 'who stayed')
      }
    },
  },
  {
    id: 'TP02b',
    level: 'MUST',
    title: 'a closed socket cannot subscribe any more',
    needs: ['topics'],
    async run(target) {
      const [topic, id] = [freshId(), freshId()]
      const [ada, bob] = [await join(target), await join(target, 'a', `id=${id}`)]
      bob.close(1000)
      await untilEvent(target, id, 'close')
      equal(await ask(ada, 'subscribe-stored', id, topic), 'done', 'subscribe on a closed socket')
      equal(await publishBy(target, { route: 'topics-a', topic }, 'hello'), { sent: 0, dropped: 0 }, 'the result')
    },
  },
  {
    id: 'TP03',
    level: 'MUST',
    title: "one publisher's messages reach each subscriber in order, each once",
    needs: ['topics'],
    async run(target) {
      const topic = freshId()
      const peers = [await subscriber(target, topic), await subscriber(target, topic), await subscriber(target, topic)]
      const publisher = await join(target)
      await ask(publisher, 'publish-many', topic, 300)
      for (const peer of peers) {
        for (let index = 0; index < 300; index++) equal(await peer.next(), String(index), 'the next message')
        await expectNothing(peer, 'after the last one')
      }
    },
  },
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
