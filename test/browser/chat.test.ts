import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { isInstalled, startControlRoom } from '../app/control-room.ts'
import { describeInChromium } from './chromium.ts'
import { linesOf, part, peopleOf, say, takeName, untilLive } from './panes.ts'

describeInChromium('the chat', [], (open) => {
  test('every page sees every line and every announcement, as text and nothing else', async () => {
    const { url } = await startControlRoom()
    const [ada, bob] = await Promise.all([open(url), open(url)])
    await Promise.all([untilLive(ada), untilLive(bob)])
    await takeName(ada, 'Ada')
    await takeName(bob, 'Bob')
    await say(ada, 'Is anyone there?')
    await bob.getByText('Is anyone there?').waitFor()
    await say(bob, '<img src=x onerror=alert(1)>')
    await ada.getByText('<img').waitFor()
    const announced = await announce(url, 'Doors open at nine')
    expect(announced.status).toBe(202)
    expect(await announced.json()).toEqual({ sent: 2, dropped: 0 })

    const lines = ['Ada: Is anyone there?', 'Bob: <img src=x onerror=alert(1)>', 'Announcement: Doors open at nine']
    await expect.poll(() => linesOf(ada)).toEqual(lines)
    await expect.poll(() => linesOf(bob)).toEqual(lines)
    expect(await part(ada, 'chat', 'round-trip').textContent()).toMatch(/^\d+\.\d ms$/)
  })

  const runtimes = (['node', 'workers'] as const).filter(isInstalled)
  test.each(runtimes)('two tabs see who is in the room, and who has left it (%s)', async (runtime) => {
    const { url } = await startControlRoom({ runtime })
    const ada = await open(url)
    await untilLive(ada)
    await takeName(ada, 'Ada')
    await expect.poll(() => peopleOf(ada)).toEqual(['Ada (you)'])
    const bob = await secondTab(ada, url)
    await expect.poll(() => peopleOf(bob)).toEqual(['Ada', 'Ada (you)'])
    await takeName(bob, 'Bob')
    await expect.poll(() => peopleOf(ada)).toEqual(['Ada (you)', 'Bob'])
    expect(await peopleOf(bob)).toEqual(['Ada', 'Bob (you)'])
    expect(await part(ada, 'chat', 'gauge').textContent()).toBe('2')
    await bob.close()
    await expect.poll(() => peopleOf(ada), { timeout: 10_000 }).toEqual(['Ada (you)'])
  })

  test('a connection that is cut and comes back is no flicker for the others, and neither is a reload', async () => {
    const { url } = await startControlRoom()
    const bob = await open('about:blank')
    const cut = await cuttable(bob)
    const ada = await open(url)
    await untilLive(ada)
    await bob.goto(url)
    await untilLive(bob)
    await expect.poll(async () => (await peopleOf(ada)).length).toBe(2)
    await countChanges(ada)

    await cut()
    await bob.locator('#chat:not([data-state="open"])').waitFor()
    await untilLive(bob)
    await bob.reload()
    await untilLive(bob)
    // Whoever comes now is told of after all that was told of the others.
    await untilLive(await open(url))
    await expect.poll(async () => (await peopleOf(ada)).length).toBe(3)
    expect(await ada.evaluate(() => window.changes)).toEqual(['1 added, 0 removed'])
  })

  test('a line that does not fit is not sent, and goes back to where it was written', async () => {
    const { url } = await startControlRoom()
    const [ada, bob] = await Promise.all([open(url), open(url)])
    await Promise.all([untilLive(ada), untilLive(bob)])
    const long = 'x'.repeat(501)
    await say(ada, long)
    await expect.poll(() => noteOf(ada)).toBe('not sent: at most 500 characters')
    expect(await part(ada, 'chat', 'message').inputValue()).toBe(long)
    await say(ada, 'shorter')
    await expect.poll(() => linesOf(bob)).toHaveLength(1)
  })

  test('a misfit that gets past the page is answered by the server, and shown', async () => {
    const { url } = await startControlRoom()
    const page = await open('about:blank')
    await page.routeWebSocket(/\/ws(\?|$)/, (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((message) => {
        server.send(String(message).replace('"too short"', '""').replace('"name":"Ada"', '"name":""'))
      })
    })
    await page.goto(url)
    await untilLive(page)
    await say(page, 'too short')
    await expect.poll(() => noteOf(page)).toBe('not sent: at least one character')
    expect(await part(page, 'chat', 'fault').textContent()).toBe('')
    await takeName(page, 'Ada')
    await expect.poll(() => part(page, 'chat', 'fault').textContent()).toMatch(/^invalid, \d\d:\d\d:\d\d$/)
  })
})

const announce = (url: string, text: string) =>
  fetch(`${url}/announce`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  })

const noteOf = (page: Page) => page.locator('#chat .line').last().locator('[data-part="note"]').textContent()

/** Another tab of the same person's browser. */
async function secondTab(page: Page, url: string): Promise<Page> {
  const tab = await page.context().newPage()
  await tab.goto(url)
  await untilLive(tab)
  return tab
}

/** Answers with what cuts the page's chat as a server that restarts does. */
async function cuttable(page: Page): Promise<() => Promise<void>> {
  let cut = async () => {}
  await page.routeWebSocket(/\/ws(\?|$)/, (socket) => {
    const server = socket.connectToServer()
    cut = async () => {
      await socket.close({ code: 1012, reason: 'restart' })
      await server.close()
    }
  })
  return () => cut()
}

declare global {
  interface Window {
    changes: string[]
  }
}

/** Notes in the page each change of who is there. */
const countChanges = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.changes = []
    const list = document.querySelector('[data-part="people"]') as Element
    new MutationObserver((records) => {
      for (const { addedNodes, removedNodes } of records) {
        window.changes.push(`${addedNodes.length} added, ${removedNodes.length} removed`)
      }
    }).observe(list, { childList: true })
  })
