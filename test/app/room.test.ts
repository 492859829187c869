import type { ClientSocket } from 'jackfield/client'
import { type TestClient, testClient } from 'jackfield/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { controlRoom } from '../../app/app.ts'
import { cameras, chat, type Line } from '../../app/channels.ts'

let client: TestClient
beforeEach(() => {
  client = testClient(controlRoom(async () => null))
})
afterEach(() => client.close())

const say = '/ws?name='
const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0])

/** What a page hears of the chat. */
const linesOf = (socket: ClientSocket<typeof chat>): string[] => {
  const lines: string[] = []
  const note = ({ from, text }: Line) => lines.push(`${from}: ${text}`)
  socket.on('said', note)
  socket.on('announced', note)
  return lines
}

/** Every state of the list of who is there, by their names. */
const listsOf = ({ members }: ClientSocket<typeof chat>): string[] => {
  const lists: string[] = []
  members.subscribe(({ list }) => lists.push(list.map(({ data }) => data.name).join()))
  return lists
}

const announce = (body: unknown, type = 'application/json') =>
  client.server.fetch('/announce', { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) })

describe('the chat', () => {
  test('a line goes to the others, and answers the one who says it', async () => {
    const [ada, bob] = [client.connect(chat, `${say}Ada`), client.connect(chat, `${say}Bob`)]
    const [heardByAda, heardByBob] = [linesOf(ada), linesOf(bob)]
    await client.pass()
    const said = ada.call('say', { text: ' hello ' })
    await client.pass()
    expect(await said).toMatchObject({ from: 'Ada', text: 'hello' })
    expect(heardByBob).toEqual(['Ada: hello'])
    expect(heardByAda).toEqual([])
  })

  test('an announcement reaches every page, and says how many there are', async () => {
    const [ada, bob] = [client.connect(chat, `${say}Ada`), client.connect(chat, `${say}Bob`)]
    const heard = [linesOf(ada), linesOf(bob)]
    await client.pass()
    const answer = await announce({ text: 'Doors open at nine', from: 'The porter' })
    expect([answer.status, await answer.json()]).toEqual([202, { sent: 2, dropped: 0 }])
    await client.pass()
    expect(heard).toEqual([['The porter: Doors open at nine'], ['The porter: Doors open at nine']])
  })

  test('an announcement that is none is answered with the line to write', async () => {
    for (const [body, type, status] of [
      [{ text: '' }, 'application/json', 400],
      [{ txt: 'hello' }, 'application/json', 400],
      [{ text: 'x'.repeat(501) }, 'application/json', 400],
      [{ text: 'hello' }, 'text/plain', 415],
    ] as const) {
      const answer = await announce(body, type)
      expect(answer.status).toBe(status)
      expect((await answer.json()).error).toContain(`-d '{"text":"Doors open at nine"}' http://memory/announce`)
    }
  })

  test('a misfit message is answered with what is wrong, and reaches nobody', async () => {
    const bob = client.connect(chat, `${say}Bob`)
    const heard = linesOf(bob)
    const stranger = await client.server.connect('/ws', { protocols: ['jackfield.1'] })
    await client.pass()
    stranger.send(JSON.stringify({ type: 'say', id: 'a', data: { text: 'x'.repeat(501) } }))
    const answers: { type: string }[] = []
    while (answers.at(-1)?.type !== 'error') answers.push(JSON.parse(String(await stranger.next())))
    expect(answers.at(-1)).toMatchObject({
      code: 'invalid',
      id: 'a',
      issues: [{ path: ['text'], message: 'at most 500 characters' }],
    })
    await client.pass()
    expect(heard).toEqual([])
  })

  test('a name that is none is refused at the door, with the words', async () => {
    const answer = await client.server.fetch(`${say}${'x'.repeat(25)}`)
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { code: 'bad_visitor', message: expect.stringContaining('at most 24 characters') },
    ])
  })
})

describe('who is there', () => {
  test('comes, takes another name, and is gone a while after leaving', async () => {
    const ada = client.connect(chat, `${say}Ada&tab=1`)
    const lists = listsOf(ada)
    await client.pass()
    const bob = client.connect(chat, `${say}Bob&tab=2`)
    await client.pass()
    bob.send('rename', { name: 'Robert' })
    await client.pass()
    bob.close()
    await client.pass(1_900)
    expect(lists.at(-1)).toBe('Ada,Robert')
    await client.pass(200)
    expect(lists.filter((list, index) => list !== lists[index - 1])).toEqual(['Ada', 'Ada,Bob', 'Ada,Robert', 'Ada'])
  })

  test('a tab that comes back was never away', async () => {
    const ada = client.connect(chat, `${say}Ada&tab=1`)
    const bob = client.connect(chat, `${say}Bob&tab=2`)
    await client.pass()
    const lists = listsOf(ada)
    const states: string[] = []
    bob.status.subscribe(({ state }) => states.push(state))
    client.server.disconnect({ key: '2' }, { code: 1012 })
    await client.pass(5_000)
    expect(states).toEqual(['waiting', 'connecting', 'open'])
    expect(new Set(lists)).toEqual(new Set(['Ada,Bob']))
  })
})

describe('the cameras', () => {
  test('a frame goes to those who watch its camera, and says whose it is', async () => {
    const ada = client.connect(cameras, '/ws/camera?name=Ada&live=true')
    const [bob, cyd] = [client.connect(cameras, '/ws/camera?name=Bob'), client.connect(cameras, '/ws/camera')]
    const seen: unknown[] = []
    bob.on('frame', ({ head, body }) => seen.push({ ...head, body }))
    cyd.on('frame', () => seen.push('nobody asked for it'))
    await client.pass()
    const live = bob.members.current.list.filter(({ data }) => data.live)
    expect(live.map(({ data }) => data.name)).toEqual(['Ada'])
    const [camera = ''] = live.map(({ data }) => data.camera)
    bob.send('watch', { camera })
    await client.pass()
    ada.send('frame', { number: 7 }, jpeg)
    await client.pass()
    expect(seen).toEqual([{ camera, name: 'Ada', number: 7, body: jpeg }])

    bob.send('unwatch', { camera })
    await client.pass()
    ada.send('frame', { number: 8 }, jpeg)
    ada.send('appear', { name: 'Ada', live: false })
    await client.pass()
    expect(seen).toHaveLength(1)
    expect(bob.members.current.list.some(({ data }) => data.live)).toBe(false)
  })

  test('a camera that comes back keeps its place, and is on from the first moment', async () => {
    client.connect(cameras, '/ws/camera?name=Ada&tab=1&live=true')
    const bob = client.connect(cameras, '/ws/camera?name=Bob&tab=2')
    await client.pass()
    const idOfAda = () => bob.members.current.list.find(({ data }) => data.live)?.id
    const before = idOfAda()
    const ids: unknown[] = []
    bob.members.subscribe(() => ids.push(idOfAda()))
    client.server.disconnect({ key: '1' }, { code: 1012 })
    await client.pass(5_000)
    expect(before).toBeTypeOf('string')
    expect(new Set(ids)).toEqual(new Set([before]))
  })
})
