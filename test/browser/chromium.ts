import { existsSync } from 'node:fs'
import process from 'node:process'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import { endControlRooms } from '../app/control-room.ts'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const missing = !existsSync(executablePath) && !process.env.CI
const always = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']

/** What Chromium takes for a camera: a moving picture, and yes to whoever asks for it. */
export const fakeCamera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']

type Context = Parameters<Browser['newContext']>[0]
type OpenPage = (url: string, options?: Context) => Promise<Page>

/**
 * A suite in real Chromium; each page has a context of its own, as if it were another person's. On a user's machine
 * without Chromium it is passed over and says so; in CI it fails there.
 */
export function describeInChromium(title: string, args: string[], suite: (open: OpenPage) => void): void {
  const why = missing ? ` (passed over: there is no Chromium at ${executablePath})` : ''
  describe.skipIf(missing)(title + why, () => {
    let browser: Browser
    beforeAll(async () => {
      // Pages that were left are kept, as they are wherever nobody tests.
      const ignoreDefaultArgs = ['--disable-back-forward-cache']
      browser = await chromium.launch({ executablePath, args: [...always, ...args], ignoreDefaultArgs })
    })
    afterEach(async () => {
      await Promise.all(browser.contexts().map((context) => context.close()))
      await endControlRooms()
    })
    afterAll(() => browser?.close())

    suite(async (url, options) => {
      const page = await (await browser.newContext(options)).newPage()
      await page.addInitScript(recordFrames)
      await page.goto(url)
      return page
    })
  })
}

/** The hashes of the frames that a page sent or received, in order; the received ones with whose they are. */
export interface Recorded {
  readonly direction: 'sent' | 'received'
  readonly name: string | undefined
  readonly hash: string
}

declare global {
  interface Window {
    recorded: Promise<Recorded>[]
  }
}

// Runs in the page, before its own scripts.
function recordFrames(): void {
  window.recorded = []
  document.addEventListener('frame', (event) => {
    const { direction, jpeg, name } = (event as CustomEvent).detail
    const hash = crypto.subtle?.digest('SHA-256', jpeg).then((digest) => Array.from(new Uint8Array(digest)).join(' '))
    window.recorded.push(Promise.resolve(hash).then((hash = '') => ({ direction, name, hash })))
  })
}

/** All that a page has recorded so far. */
export const framesOf = (page: Page): Promise<Recorded[]> => page.evaluate(() => Promise.all(window.recorded))
