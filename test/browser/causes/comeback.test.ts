import type { MiddlewareHandler } from 'hono'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInChromium } from '../chromium.ts'
import { startSite, statusOf, untilOpen, untilWhy } from './site.ts'

describeInChromium('a page that comes back', [], (open) => {
  /** A page whose connection is open, and whose time stands still from here on: no delay is ever over. */
  async function openStill(url: string): Promise<Page> {
    const page = await open('about:blank')
    await page.clock.install()
    await page.goto(url)
    await untilOpen(page)
    await page.clock.pauseAt(Date.now() + 5_000)
    return page
  }

  const untilWaiting = (page: Page) => expect.poll(() => statusOf(page)).toMatchObject({ state: 'waiting' })

  test('at once when it is online again', async () => {
    const first = await startSite()
    const page = await openStill(first.url)
    await page.context().setOffline(true)
    await first.close({ timeout: 1 })
    await untilWaiting(page)
    await using _ = await startSite({ port: first.port })
    await page.context().setOffline(false)
    await untilOpen(page)
  })

  test('at once when somebody looks at it, and not while nobody does', async () => {
    const first = await startSite()
    const page = await openStill(first.url)
    await look(page, 'hidden')
    await first.close({ timeout: 1 })
    await untilWaiting(page)
    await using _ = await startSite({ port: first.port })
    await look(page, 'hidden')
    await untilWaiting(page)
    await look(page, 'visible')
    await untilOpen(page)
  })

  test('however often it is told to, no two attempts are under way at once', async () => {
    const first = await startSite()
    const page = await openStill(first.url)
    await first.close({ timeout: 1 })
    await untilWaiting(page)
    const { guard, count, pass } = holdHandshakes()
    await using again = await startSite({ port: first.port }, guard)
    for (let turn = 0; turn < 3; turn++) {
      await page.evaluate(() => dispatchEvent(new Event('online')))
      await look(page, 'visible')
    }
    await expect.poll(() => count.all).toBe(1)
    pass()
    await untilOpen(page)
    await look(page, 'visible')
    expect(count).toEqual({ all: 1, atOnce: 1 })
    expect(again.stats().accepted).toBe(1)
  })

  test('what was offline is asked about anew when it is online', async () => {
    const first = await startSite()
    const page = await openStill(first.url)
    await page.context().setOffline(true)
    await first.close({ timeout: 1 })
    await untilWaiting(page)
    await look(page, 'visible')
    await untilWhy(page, { code: 'offline' }, 'This device is offline.')
    await page.context().setOffline(false)
    await page.clock.resume()
    await untilWhy(page, { code: 'server_down' }, 'Nobody answers')
  })

  test('after a reload, with one connection', async () => {
    await using site = await startSite()
    const page = await open(site.url)
    await untilOpen(page)
    await page.reload()
    await untilOpen(page)
    await expect.poll(() => site.stats()).toMatchObject({ connections: 1, accepted: 2 })
  })

  test('when somebody goes back to it, with one connection', async () => {
    await using site = await startSite()
    const page = await open(site.url)
    await untilOpen(page)
    await page.goto(`${site.url}/health`)
    await page.goBack({ waitUntil: 'commit' })
    await untilOpen(page)
    await expect.poll(() => site.stats().connections).toBe(1)
  })

  test('when somebody goes back to it, and the server has been another since', async () => {
    const first = await startSite()
    const page = await open(first.url)
    await untilOpen(page)
    await page.goto(`${first.url}/health`)
    await first.close({ timeout: 1 })
    await using again = await startSite({ port: first.port })
    await page.goBack({ waitUntil: 'commit' })
    await expect.poll(() => again.stats()).toMatchObject({ connections: 1, accepted: 1 })
    await untilOpen(page)
  })
})

/** Without a screen no page is ever hidden: it is told that it is, or is not. */
const look = (page: Page, visibility: DocumentVisibilityState): Promise<unknown> =>
  page.evaluate((visibility) => {
    Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true })
    return document.dispatchEvent(new Event('visibilitychange'))
  }, visibility)

/** Holds handshakes until they may pass, and counts all of them, and those that are held at once. */
function holdHandshakes(): { guard: MiddlewareHandler; count: { all: number; atOnce: number }; pass: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const count = { all: 0, atOnce: 0 }
  let held = 0
  return {
    count,
    pass: resolve,
    async guard(_, next) {
      count.all++
      count.atOnce = Math.max(count.atOnce, ++held)
      await promise
      held--
      await next()
    },
  }
}
