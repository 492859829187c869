import process from 'node:process'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startControlRoom } from '../../app/control-room.ts'
import { withoutLine } from '../../proxies/blocks.ts'
import { nginx } from '../../proxies/kinds.ts'
import { type Change, ReverseProxy } from '../../proxies/proxy.ts'
import { describeBehind } from '../../proxies/suite.ts'
import { describeInChromium } from '../chromium.ts'
import { type PaneName, part, untilLive } from '../panes.ts'

/** Where the pictures go, `docs` for those of the docs; nowhere if it is not said. */
const folder = process.env['PICTURES']

const host = 'control.room'
const args = [`--host-resolver-rules=MAP ${host} 127.0.0.1`, '--ignore-certificate-errors']

const without =
  (...starts: string[]): Change =>
  (configuration) =>
    starts.reduce(withoutLine, configuration)

type Open = (url: string) => Promise<Page>

/** A control room behind nginx with a mistake, and its page. */
const behind = (change: Change) => async (open: Open) => {
  const { port } = await startControlRoom()
  const proxy = await ReverseProxy.start(nginx, port, change)
  return open(`https://${host}:${proxy.port}`)
}

const causes = [
  {
    name: 'headers',
    title: 'a proxy removes the upgrade headers',
    show: behind(without('proxy_set_header Upgrade', 'proxy_set_header Connection')),
    words: 'proxy_set_header Upgrade $http_upgrade;',
  },
  {
    name: 'origin',
    title: 'a proxy has a Host of its own, so that the page is a foreign one',
    show: behind(without('proxy_set_header Host')),
    words: 'origins',
  },
  {
    name: 'stopped',
    title: 'the server is stopped',
    async show(open: Open) {
      const room = await startControlRoom()
      const page = await open(room.url)
      await untilLive(page)
      await room.end('SIGKILL')
      return page
    },
    words: 'the server is stopped',
  },
]

/** Whether a pane shows its notice from the first word to the end of its button. */
const isWhole = (page: Page, pane: PaneName): Promise<boolean> =>
  part(page, pane, 'trouble').evaluate((notice) => {
    const [outer, inner] = [notice.parentElement, notice].map((element) => element?.getBoundingClientRect())
    const button = notice.querySelector('button')?.getBoundingClientRect()
    if (!outer || !inner || !button) return false
    return inner.height > 0 && inner.top >= outer.top && inner.bottom <= outer.bottom && button.bottom <= inner.bottom
  })

describeBehind('the page says why', () => {
  describeInChromium('in words that can be read', args, (open) => {
    for (const { name, title, show, words } of causes) {
      for (const colorScheme of ['light', 'dark'] as const) {
        test(`${title}, ${colorScheme}: nothing sticks out`, async () => {
          const page = await show((url) => open(url, { colorScheme, viewport: { width: 960, height: 400 } }))
          for (const pane of ['wall', 'chat'] as const) {
            await expect.poll(() => part(page, pane, 'why').textContent(), { timeout: 15_000 }).toContain(words)
            expect(await isWhole(page, pane)).toBe(true)
          }
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
          expect(wide).toBeLessThanOrEqual(0)
          if (!folder) return
          const path = `${folder}/why-${name}-${colorScheme}.png`
          await page.locator('#chat').screenshot({ path, animations: 'disabled' })
        })
      }
    }
  })
})
