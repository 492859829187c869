import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startControlRoom } from '../app/control-room.ts'
import { describeInChromium, fakeCamera, framesOf } from './chromium.ts'
import { part, say, untilLive, untilState } from './panes.ts'

describeInChromium('a page and its server', fakeCamera, (open) => {
  test('the server is killed and comes back: so does the page, by itself, and its camera with it', async () => {
    const first = await startControlRoom()
    const [ada, viewer] = await Promise.all([open(first.url), open(first.url)])
    const attempts = countAttempts(ada)
    await Promise.all([untilLive(ada), untilLive(viewer)])
    await part(ada, 'wall', 'camera').click()
    await viewer.locator('.tile').waitFor()

    await first.end('SIGKILL')
    await untilState(ada, 'wall', 'waiting')
    expect(await part(ada, 'wall', 'cut').textContent()).toMatch(/^lost, \d\d:\d\d:\d\d$/)
    await expect
      .poll(() => part(ada, 'chat', 'why').textContent(), { timeout: 20_000 })
      .toContain(`Nobody answers at ${first.url}: the server is stopped, or the network is away`)
    await expect.poll(() => part(ada, 'chat', 'countdown').textContent()).toMatch(/^Next try in \d+ s\.$/)
    await say(ada, 'still there?')
    await ada.getByText('waits for the line').waitFor()
    const before = (await framesOf(viewer)).length

    await startControlRoom({ port: first.port })
    await Promise.all([untilLive(ada), untilLive(viewer)])
    await expect.poll(async () => (await framesOf(viewer)).length, { timeout: 15_000 }).toBeGreaterThan(before + 5)
    expect(await part(ada, 'wall', 'trouble').isHidden()).toBe(true)
    await expect.poll(() => ada.locator('.line.pending').count()).toBe(0)
    await ada.getByText('still there?').waitFor()
    expect(await ada.locator('.line.refused').count()).toBe(0)
    expect(attempts.atOnce).toBe(1)
  })

  test('a drain is seen as what it is, and "Try now" does not wait', async () => {
    const first = await startControlRoom()
    const page = await open('about:blank')
    await page.clock.install()
    await page.goto(first.url)
    await untilLive(page)
    await page.evaluate(() => {
      Math.random = () => 1 // the longest delays: 0.5, 1, 2, 4, 8 s
    })
    // From here on its time passes only as it is told to: no delay is over by itself.
    await page.clock.pauseAt(Date.now() + 5_000)
    await first.end('SIGTERM')
    await untilState(page, 'chat', 'waiting')
    expect(await part(page, 'chat', 'cut').textContent()).toMatch(/^1001, \d\d:\d\d:\d\d$/)

    const countdown = async () => {
      await page.clock.runFor(200)
      return part(page, 'chat', 'countdown').textContent()
    }
    await expect.poll(countdown).toBe('Next try in 4 s.')
    await startControlRoom({ port: first.port })
    await part(page, 'chat', 'try').click()
    await untilState(page, 'chat', 'open')
  })

  test('a pane connects only while it is open', async () => {
    const { url } = await startControlRoom()
    const page = await open(url)
    await page.clock.install()
    await page.reload()
    await untilLive(page)
    await part(page, 'chat', 'toggle').click()
    expect(await part(page, 'chat', 'body').isHidden()).toBe(true)
    await page.clock.fastForward(16_000)
    await untilState(page, 'chat', 'idle')
    await untilState(page, 'wall', 'open')
    await part(page, 'chat', 'toggle').click()
    await untilState(page, 'chat', 'open')
    expect(await part(page, 'chat', 'cut').textContent()).toBe('')
  })

  test('a page that nobody looks at lets go after a while, but not of its own camera', async () => {
    const { url } = await startControlRoom()
    const page = await open(url)
    await page.clock.install()
    await page.reload()
    await untilLive(page)
    await part(page, 'wall', 'camera').click()
    await page.locator('.tile.own').waitFor()

    await setHidden(page, true)
    await page.clock.fastForward(14_000)
    await untilState(page, 'chat', 'open')
    await page.clock.fastForward(2_000)
    await untilState(page, 'chat', 'idle')
    await untilState(page, 'wall', 'open')
    await setHidden(page, false)
    await untilState(page, 'chat', 'open')
  })

  test('a server that wants no page says so once: the page does not knock again, and says what to do', async () => {
    const { url } = await startControlRoom()
    const page = await open('about:blank')
    let knocks = 0
    await page.routeWebSocket(/\/ws/, (socket) => {
      knocks++
      socket.connectToServer().onMessage(() => socket.close({ code: 4403, reason: 'closed for tonight' }))
    })
    await page.goto(url)
    await untilState(page, 'wall', 'closed')
    await untilState(page, 'chat', 'closed')
    expect(await part(page, 'chat', 'why').textContent()).toBe('The server closed it: 4403 closed for tonight')
    expect(await part(page, 'chat', 'countdown').textContent()).toBe('Another try by itself would not help.')
    expect(knocks).toBe(2)
    await part(page, 'chat', 'try').click()
    await expect.poll(() => knocks).toBe(4)
  })
})

const setHidden = (page: Page, hidden: boolean) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)

/** Counts a page's handshakes on /ws/camera that are under way at once, and all of them. */
function countAttempts(page: Page): { all: number; atOnce: number } {
  const count = { all: 0, atOnce: 0 }
  let open = 0
  page.on('websocket', (socket) => {
    count.all++
    if (!socket.url().includes('/ws/camera')) return
    count.atOnce = Math.max(count.atOnce, ++open)
    socket.on('close', () => open--)
  })
  return count
}
