import { expect, test } from 'vitest'
import { startControlRoom } from '../app/control-room.ts'
import { describeInChromium, fakeCamera } from './chromium.ts'
import { part, untilLive } from './panes.ts'

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const
const desktop = { viewport: { width: 1280, height: 800 } } as const

describeInChromium('the look of it', fakeCamera, (open) => {
  for (const [device, options] of [
    ['a phone', phone],
    ['a desktop', desktop],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`on ${device}, ${colorScheme}: nothing sticks out, and the policy refuses nothing`, async () => {
        const { url } = await startControlRoom()
        const page = await open(url, { ...options, colorScheme })
        const complaints: string[] = []
        page.on('console', (message) => complaints.push(message.text()))
        page.on('pageerror', (error) => complaints.push(error.message))
        await page.reload()
        await untilLive(page)
        await part(page, 'wall', 'camera').click()
        await page.locator('.tile.own').waitFor()

        const { wide, dark } = await page.evaluate(() => ({
          wide: document.documentElement.scrollWidth - innerWidth,
          dark: getComputedStyle(document.documentElement).backgroundColor === 'rgb(17, 19, 22)',
        }))
        expect(wide).toBeLessThanOrEqual(0)
        expect(dark).toBe(colorScheme === 'dark')
        expect(complaints).toEqual([])
      })
    }
  }

  test('by keyboard alone: from the name to a line in the chat', async () => {
    const { url } = await startControlRoom()
    const page = await open(url, desktop)
    await untilLive(page)
    const stops: (string | undefined)[] = []
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press('Tab')
      stops.push(
        await page.evaluate(() => (document.activeElement as HTMLElement).dataset.part ?? document.activeElement?.id),
      )
    }
    expect(stops).toEqual(['name', 'toggle', 'camera', 'test-card', 'toggle', 'message'])
    await page.keyboard.type('hello')
    await page.keyboard.press('Enter')
    await page.getByText('hello').waitFor()
  })
})
