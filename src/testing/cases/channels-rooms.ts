import { elapse, equal, freshId, ok } from '../expect.ts'
import type { ContractCase, Peer, Target } from '../target.ts'
import { ask, expectError, expectQuiet, greeted, hear, publishTo, say, talker } from './channels-probes.ts'
import { ended } from './probes.ts'

/** What is told of who is in a room. */
interface Seen {
  readonly members: readonly { readonly id: string; readonly data: { readonly name: string } }[]
  readonly count: number
}

/** What an HTTP handler is told of it. */
interface Members {
  readonly list: readonly { readonly key: string; readonly presence: unknown }[]
}

/** Who shows its name in a room. */
const person = async (target: Target, room: string, name: string) => {
  const { peer } = await greeted(target, `people/${room}?name=${name}&key=${name}`)
  const seen = (await hear(peer)).data as Seen
  return { peer, seen, id: String(seen.members.find(({ data }) => data.name === name)?.id) }
}

const joined = (id: string, name: string, count: number) => ({ type: 'joined', data: { id, data: { name }, count } })

/** Changes the name of one, who hears of it before the reply. */
const rename = async (peer: Peer, id: string, name: string, count: number): Promise<void> => {
  say(peer, { type: 'rename', id: 1, data: { text: name } })
  equal(await hear(peer), joined(id, name, count), 'what one hears of oneself')
  equal(await hear(peer), { type: 'reply', id: 1, data: 'done' }, 'the reply')
}

/** As long as somebody is waited for: two seconds, and the spread of a server that is nearly empty. */
const patience = 2_500

const said = (text: string) => ({ type: 'said', data: { text } })

/** One of a room publishes, and is answered so. */
const tellsOthers = async (target: Target, result: unknown): Promise<void> => {
  const room = freshId()
  const [ada, bob, eve] = [await talker(target, room), await talker(target, room), await talker(target, freshId())]
  for (const peer of [ada, bob, eve]) await ask(peer, 'join', { text: 'lines' })
  equal(await ask(ada, 'tell', { topic: 'lines', text: 'hello' }), result, 'the result')
  equal(await hear(bob), said('hello'), 'the other one')
  for (const peer of [ada, bob, eve]) await expectQuiet(peer, 'nothing more')
}

/** CH20 to CH22: rooms, topics and who is there. */
export const channelsRooms: readonly ContractCase[] = [
  {
    id: 'CH20',
    level: 'MUST',
    title: 'publish by a route reaches a whole room, or who subscribes to a topic there, and nobody else',
    needs: ['channels', 'topics'],
    async run(target) {
      const [room, other] = [freshId(), freshId()]
      const [ada, bob, eve] = [await talker(target, room), await talker(target, room), await talker(target, other)]
      equal(await ask(ada, 'join', { text: 'lines' }), 'done', 'join')
      equal(await publishTo(target, room, { text: 'all' }), { sent: 2, dropped: 0 }, 'to the room')
      equal(await publishTo(target, `${room}?topic=lines`, { text: 'one' }), { sent: 1, dropped: 0 }, 'to the topic')
      equal(await publishTo(target, freshId(), { text: 'none' }), { sent: 0, dropped: 0 }, 'to an empty room')
      for (const peer of [ada, bob]) equal(await hear(peer), said('all'), 'one of the room')
      equal(await hear(ada), said('one'), 'who subscribes')
      for (const peer of [ada, bob, eve]) await expectQuiet(peer, 'nothing more')
    },
  },
  {
    id: 'CH20b',
    level: 'MUST',
    title: 'what is published and does not fit is an error of the handler, which shows none of it',
    needs: ['channels', 'topics'],
    async run(target) {
      const room = freshId()
      const peer = await talker(target, room)
      const body = JSON.stringify({ text: 12345 })
      const response = await target.fetch(`/channels/publish/${room}`, { method: 'POST', body })
      const words = await response.text()
      equal([response.status, words.includes('"said"'), words.includes('12345')], [500, true, false], words)
      await expectQuiet(peer)
    },
  },
  {
    id: 'CH20c',
    level: 'MUST',
    title: "a socket's own publish reaches the others of its room",
    needs: ['channels', 'topics'],
    deviations: { workerd: (target) => tellsOthers(target, { sent: 0, dropped: 0, relayed: true }) },
    run: (target) => tellsOthers(target, { sent: 1, dropped: 0 }),
  },
  {
    id: 'CH21',
    level: 'MUST',
    title: 'count and list tell who is in a room, and who subscribes to a topic',
    needs: ['channels', 'topics'],
    async run(target) {
      const room = freshId()
      const look = async (query = ''): Promise<unknown> =>
        (await target.fetch(`/channels/members/${room}?${query}`)).json()
      equal(await look(), { count: 0, list: [] }, 'of nobody')
      const { peer, id } = await greeted(target, `talk/${room}?key=ada`)
      await hear(peer)
      await talker(target, room)
      await ask(peer, 'join', { text: 'lines' })
      equal(((await look()) as { count: number }).count, 2, 'in the room')
      equal(await look('topic=lines'), { count: 1, list: [{ id, key: 'ada' }] }, 'of the topic')
      equal(await look('topic=other'), { count: 0, list: [] }, 'of a topic of nobody')
    },
  },
  {
    id: 'CH21b',
    level: 'MUST',
    title: 'a handler counts its own room, and what it has just joined there',
    needs: ['channels', 'topics'],
    async run(target) {
      const room = freshId()
      const { peer } = await greeted(target, `talk/${room}?key=ada`)
      await hear(peer)
      await talker(target, room)
      equal(await ask(peer, 'look', { text: 'lines' }), { room: 2, topic: 1, keys: ['ada'] }, 'what it sees')
    },
  },
  {
    id: 'CH21c',
    level: 'MUST',
    title: 'a handler leaves a topic, and cannot leave its room',
    needs: ['channels', 'topics'],
    async run(target) {
      const room = freshId()
      const peer = await talker(target, room)
      equal(await ask(peer, 'join', { text: 'lines' }), 'done', 'join')
      say(peer, { type: 'leave', id: 1, data: { text: '' } })
      await expectError(peer, 'internal', 'no topic')
      equal(await publishTo(target, `${room}?topic=lines`, { text: 'one' }), { sent: 1, dropped: 0 }, 'to the topic')
      equal(await hear(peer), said('one'), 'who subscribes')
      equal(await ask(peer, 'leave', { text: 'lines' }), 'done', 'leave')
      equal(await publishTo(target, `${room}?topic=lines`, { text: 'two' }), { sent: 0, dropped: 0 }, 'to the topic')
      equal(await publishTo(target, room, { text: 'all' }), { sent: 1, dropped: 0 }, 'to the room')
      equal(await hear(peer), said('all'), 'one of the room')
    },
  },
  {
    id: 'CH22',
    level: 'MUST',
    title: 'presence: who comes is told who is there, and the others of who comes, changes and leaves',
    needs: ['channels', 'topics'],
    async run(target) {
      const room = freshId()
      const ada = await person(target, room, 'ada')
      equal(ada.seen, { members: [{ id: ada.id, data: { name: 'ada' } }], count: 1 }, 'the first one sees')
      ok(ada.id !== 'ada', 'a key is shown')
      const bob = await person(target, room, 'bob')
      const both = [
        { id: ada.id, data: { name: 'ada' } },
        { id: bob.id, data: { name: 'bob' } },
      ]
      equal(bob.seen, { members: both, count: 2 }, 'the second one sees')
      equal(await hear(ada.peer), joined(bob.id, 'bob', 2), 'the first one hears')
      const { list } = (await (await target.fetch(`/channels/members/${room}?people`)).json()) as Members
      equal(
        list.map(({ key, presence }) => [key, presence]),
        [
          ['ada', { name: 'ada' }],
          ['bob', { name: 'bob' }],
        ],
        'an HTTP handler sees',
      )
      await rename(bob.peer, bob.id, 'rob', 2)
      equal(await hear(ada.peer), joined(bob.id, 'rob', 2), 'of the new name')
      bob.peer.close(1000)
      await ended(bob.peer)
      await elapse(target, patience)
      equal(await hear(ada.peer), { type: 'left', data: { id: bob.id, count: 1 } }, 'of the end')
    },
  },
  {
    id: 'CH22b',
    level: 'MUST',
    title: 'who comes back at once has never left, and who is there twice leaves with the last of both',
    needs: ['channels', 'topics'],
    async run(target) {
      const room = freshId()
      const ada = await person(target, room, 'ada')
      const bob = await person(target, room, 'bob')
      equal((await hear(ada.peer)).type, 'joined', 'the first time')
      bob.peer.terminate()
      await ended(bob.peer)
      const back = await person(target, room, 'bob')
      const twice = await person(target, room, 'bob')
      equal([back.id, twice.id], [bob.id, bob.id], 'one person')
      await rename(twice.peer, bob.id, 'rob', 2)
      equal(await hear(back.peer), joined(bob.id, 'rob', 2), 'the other one hears of the new name')
      equal(await hear(ada.peer), joined(bob.id, 'rob', 2), 'of the new name')
      twice.peer.close(1000)
      await ended(twice.peer)
      for (const { peer } of [ada, back]) equal(await hear(peer), joined(bob.id, 'bob', 2), 'what the other one shows')
      await elapse(target, patience + 500)
      const cyd = await person(target, room, 'cyd')
      equal(await hear(ada.peer), joined(cyd.id, 'cyd', 3), 'all that was told')
      back.peer.close(1000)
      await ended(back.peer)
      await elapse(target, patience)
      equal(await hear(ada.peer), { type: 'left', data: { id: bob.id, count: 2 } }, 'when the last one is gone')
    },
  },
]
