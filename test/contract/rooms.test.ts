import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WorkerOptions } from '../../adapters/workers/index.ts'
import type { PublishResult } from '../../src/socket.ts'
import { equal, open, until } from '../../src/testing/expect.ts'
import type { Peer } from '../../src/testing/target.ts'
import { type WireTarget, wireTarget } from '../../testing/wire.ts'
import type { Child } from './child.ts'
import { isPresent } from './present.ts'
import { runtimeNamed } from './runtimes.ts'
import { startWorkerd } from './workerd.ts'

const entry = fileURLToPath(new URL('./hosts/rooms/worker.ts', import.meta.url))
const dates = ['2025-06-01', '2026-10-01'].filter((date) => isPresent(runtimeNamed(`workerd-${date}`)))

/** Where a room is out of reach, and why: one that never answers is waited for by a Worker of little patience. */
const outOfReach = [
  {
    room: 'mute',
    options: { roomTimeout: 500 },
    why: "The room's Durable Object has not answered for 500 ms (roomTimeout).",
  },
  { room: 'refusing', options: {}, why: "The room's Durable Object answered 500: its own log says why." },
]

describe.each(dates)('rooms in Durable Objects, on workerd of %s', (date) => {
  const start = async (options: WorkerOptions = {}) => {
    const { binary = '' } = runtimeNamed(`workerd-${date}`)
    const { child, port } = await startWorkerd(binary, entry, options, date)
    return { child, target: wireTarget({ runtime: 'workerd', origin: `http://127.0.0.1:${port}` }) }
  }
  let child: Child
  let target: WireTarget

  beforeAll(async () => {
    ;({ child, target } = await start())
  })
  afterAll(async () => {
    await target[Symbol.asyncDispose]()
    await child.end()
  })

  const counted = async () =>
    (await (await target.fetch('/counted')).json()) as { requests: number; factories: number; objects: number }
  const announce = async (room: string, text: string, topic = 'news', on = target) =>
    (await (await on.fetch(`/topics/${topic}/${room}`, { method: 'POST', body: text })).json()) as PublishResult
  /** A connection that is in its room: the answer comes when the subscription holds. */
  const member = async (room: string): Promise<Peer> => {
    const peer = await open(target, `/ws/${room}`)
    await say(peer, 'hello', 1)
    return peer
  }
  const say = async (peer: Peer, text: string, heard: number) => {
    peer.send(text)
    const answer = await peer.next()
    equal(new TextDecoder().decode(answer as ArrayBuffer), `${text} ${heard}`, 'the answer of the closure')
  }

  test('the app runs once a connection, in the Worker', async () => {
    const before = await counted()
    await member('once')
    const { requests, factories } = await counted()
    expect([requests - before.requests, factories - before.factories]).toEqual([1, 1])
  })

  test('a refused request, a handshake of a foreign origin and a connection without topics wake no object', async () => {
    const before = (await counted()).objects
    expect((await target.connect('/ws/refused/room')).status).toBe(401)
    expect((await target.connect('/ws/foreign', { headers: { Origin: 'https://example.com' } })).status).toBe(403)
    expect((await target.fetch('/ws/plain')).status).toBe(426)
    await say(await open(target, '/ws/quiet?quiet=1'), 'hello', 1)
    expect((await counted()).objects).toBe(before)
    await member('loud')
    expect((await counted()).objects).toBe(before + 1)
  })

  test('a lost link closes its connections with 1012, and the room is there again at once', async () => {
    const peers = [await member('lost'), await member('lost')]
    const other = await member('kept')
    expect(await (await target.fetch('/rooms/lost', { method: 'DELETE' })).text()).toContain('asked to')
    for (const peer of peers) expect(await peer.closed).toEqual({ code: 1012, reason: 'the room is out of reach' })
    await say(other, 'still here', 2)

    const again = await member('lost')
    expect(await announce('lost', 'news')).toEqual({ sent: 1, dropped: 0 })
    expect(await again.next()).toBe('news')
  })

  test('a peer that has opened is in, and one that was told so is in, however far away the room is', async () => {
    const peer = await open(target, '/ws/slow')
    expect(await announce('slow', 'news')).toEqual({ sent: 1, dropped: 0 })
    expect(await peer.next()).toBe('news')
    await say(peer, 'join', 1)
    expect(await announce('slow', 'more', 'late')).toEqual({ sent: 1, dropped: 0 })
    expect(await peer.next()).toBe('more')
  })

  test('the 101 waits for what onOpen has joined at once, and no longer', async () => {
    const peer = await open(target, '/ws/slow?drip=1')
    expect(await announce('slow', 'news')).toMatchObject({ dropped: 0 })
    expect(await peer.next()).toBe('news')
    peer.terminate()
  })

  test('what is held for the room goes out in order, is counted, and the close frame is the last', async () => {
    const peer = await open(target, '/ws/slow')
    peer.send('bye')
    expect([await peer.next(), await peer.next(), await peer.next()]).toEqual(['in one', 'in two', '12'])
    expect(await peer.closed).toEqual({ code: 4000, reason: 'bye' })
  })

  test('a burst arrives whole and in order: texts, large ones and bytes', async () => {
    const [ada, bob] = [await member('burst'), await member('burst')]
    bob.send('burst')
    for (let index = 0; index < 40; index++) {
      const message = await ada.next()
      expect(typeof message === 'string' ? Number.parseInt(message, 10) : new Uint8Array(message)[0]).toBe(index)
    }
    await say(ada, 'nothing else', 2)
    await say(bob, 'nothing of mine', 2)

    const texts = ['a', 'b', 'c', 'd']
    for (const { sent } of await Promise.all(texts.map((text) => announce('burst', text)))) expect(sent).toBe(2)
    const heard = [await ada.next(), await ada.next(), await ada.next(), await ada.next()]
    expect(heard.sort()).toEqual(texts)
  })

  test('a link ends with its connection, also one that was still opening', async () => {
    const peers = [await member('ending'), await member('ending')]
    const quiet = await open(target, '/ws/ending?quiet=1')
    quiet.send('join')
    for (const peer of [...peers, quiet]) peer.terminate()
    await until(async () => (await (await target.fetch('/links/ending')).json()) === 0, 'no links')
  })

  test('a link that ends without a word is in no topic', async () => {
    const other = await member('broken')
    expect((await target.fetch('/links/broken', { method: 'POST' })).status).toBe(204)
    await until(async () => {
      const { sent, dropped } = await announce('broken', 'news')
      return sent === 1 && dropped === 0
    }, 'one member')
    expect(await other.next()).toBe('news')
  })

  test.each(['close', 'terminate'] as const)(
    'onClose may still publish, also behind a handler that runs: %s',
    async (how) => {
      const [ada, bob] = [await member(how), await member(how)]
      bob.send('wait')
      bob[how]()
      expect(await ada.next()).toBe('somebody left')
    },
  )

  describe.each(outOfReach)('a room that is $room', ({ room, options, why }) => {
    let child: Child
    let target: WireTarget
    beforeAll(async () => {
      ;({ child, target } = await start(options))
    })
    afterAll(async () => {
      await target[Symbol.asyncDispose]()
      await child.end()
    })

    test('ends its connections with 1012, and nobody is told "you are in"', async () => {
      expect(await (await open(target, `/ws/${room}`)).closed).toEqual({
        code: 1012,
        reason: 'the room is out of reach',
      })
      const late = await open(target, `/ws/${room}?quiet=1`)
      late.send('join')
      await expect(late.next()).rejects.toThrow('1012')
      const closing = await open(target, `/ws/${room}?quiet=1`)
      closing.send('bye')
      await expect(closing.next()).rejects.toThrow('1012')
    })

    test('is out of reach, says a publish, and so does the log', async () => {
      expect(await announce(room, 'news', 'news', target)).toEqual({ sent: 0, dropped: 0, unreachable: true })
      await until(async () => child.log.includes(`out of reach: JackfieldError: ${why}`), 'a line in the log')
    })

    test.each(['count', 'keys'])('is asked for: /%s says why there is no answer', async (what) => {
      const response = await target.fetch(`/${what}/${room}`)
      expect([response.status, await response.text()]).toEqual([500, why])
    })
  })

  test('a stored socket cannot be used from another request, which is told so, and goes on unharmed', async () => {
    for (const query of ['?quiet=1', '']) {
      const peer = await open(target, `/ws/stored${query}`)
      await say(peer, 'store', 1)
      for (const how of ['subscribe', 'close', 'terminate']) {
        const response = await target.fetch(`/stored/${how}`, { method: 'POST' })
        expect(await response.text()).toContain('a different request')
      }
      await say(peer, 'join', 2)
      expect(await announce('stored', 'news', 'late')).toEqual({ sent: 1, dropped: 0 })
      expect(await peer.next()).toBe('news')
      peer.close(1000)
      await peer.closed
      await until(async () => (await announce('stored', 'news', 'late')).sent === 0, 'nobody')
    }
  })

  /** Who shows its key in a room, and what it is told of those that are there. */
  const shown = async (room: string, key: string) => {
    const peer = await open(target, `/people/${room}?key=${key}`, { protocols: ['jackfield.1'] })
    await peer.next()
    return { peer, there: JSON.parse(String(await peer.next())).data }
  }

  test('an idle room hibernates under its connections, and topics and presence work before and after', async () => {
    const [ada, bob] = [await shown('idle', 'ada'), await shown('idle', 'bob')]
    const joined = await ada.peer.next()
    const peers = [await member('idle'), await member('idle')]
    const news = async (text: string) => {
      expect(await announce('idle', text)).toEqual({ sent: 2, dropped: 0 })
      for (const peer of peers) expect(await peer.next()).toBe(text)
    }
    await news('before')
    const { objects } = await counted()

    // workerd puts an idle object to sleep after some ten seconds, and whoever asks it wakes it.
    const isNew = async () => {
      await new Promise((resolve) => setTimeout(resolve, 11_000))
      await news('after')
      return (await counted()).objects > objects
    }
    await until(isNew, 'a new instance of the object', 60_000)

    const eve = await shown('idle', 'eve')
    expect(eve.there).toEqual({ members: [...bob.there.members, expect.objectContaining({ data: 'eve' })], count: 3 })
    for (const { peer } of [ada, bob]) expect(JSON.parse(String(await peer.next()))).toMatchObject({ type: 'joined' })
    expect(JSON.parse(String(joined)).data.id).toBe(bob.there.members[1].id)
    expect(await (await target.fetch('/keys/idle')).json()).toEqual(['ada', 'bob', 'eve'])

    for (const peer of peers) await say(peer, 'the closure has not slept', 2)
    peers[0]?.close(1000)
    expect(await peers[1]?.next()).toBe('somebody left')
  }, 80_000)
})
