import { expect, test } from 'vitest'
import { startControlRoom } from '../app/control-room.ts'
import { describeInChromium } from './chromium.ts'
import { linesOf, part, say, takeName, untilLive } from './panes.ts'

describeInChromium('the chat', [], (open) => {
  test('every page sees every line and every announcement, as text and nothing else', async () => {
    const { url } = await startControlRoom()
    const [ada, bob] = await Promise.all([open(url), open(url)])
    await Promise.all([untilLive(ada), untilLive(bob)])
    await takeName(ada, 'Ada')
    await takeName(bob, 'Bob')
    await say(ada, 'Is anyone there?')
    await ada.getByText('Is anyone there?').waitFor()
    await say(bob, '<img src=x onerror=alert(1)>')
    await ada.getByText('<img').waitFor()
    const announced = await announce(url, '{"text":"Doors open at nine"}')
    expect(announced.status).toBe(202)
    expect(await announced.json()).toEqual({ sent: 2, dropped: 0 })

    const lines = ['Ada: Is anyone there?', 'Bob: <img src=x onerror=alert(1)>', 'Announcement: Doors open at nine']
    await expect.poll(() => linesOf(ada)).toEqual(lines)
    await expect.poll(() => linesOf(bob)).toEqual(lines)
    expect(await part(ada, 'chat', 'round-trip').textContent()).toMatch(/^\d+\.\d ms$/)
  })

  test('an announcement that is none is answered with the line to write', async () => {
    const { url } = await startControlRoom()
    for (const [body, type, status] of [
      ['{"text":""}', 'application/json', 400],
      ['{"txt":"hello"}', 'application/json', 400],
      ['text=hello', 'application/x-www-form-urlencoded', 415],
    ] as const) {
      const answer = await announce(url, body, type)
      expect(answer.status).toBe(status)
      expect((await answer.json()).error).toContain(`-d '{"text":"Doors open at nine"}' ${url}/announce`)
    }
  })
})

const announce = (url: string, body: string, type = 'application/json') =>
  fetch(`${url}/announce`, { method: 'POST', headers: { 'content-type': type }, body })
