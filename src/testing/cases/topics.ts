import { equal, freshId, open, until, untilEvent } from '../expect.ts'
import type { ContractCase } from '../target.ts'
import { ask, expectNothing, join, publishBy, subscriber } from './topics-probes.ts'

/** TP01 to TP03: who gets what. */
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
        for (let index = 0; index < 300; index++) {
          const message = await peer.next()
          const text = typeof message === 'string' ? message : new TextDecoder().decode(message).trimEnd()
          equal(text, String(index), 'the next message')
        }
        await expectNothing(peer, 'after the last one')
      }
    },
  },
]
