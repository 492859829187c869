import { expect, test } from 'vitest'
import { isInstalled, startControlRoom } from '../app/control-room.ts'
import { describeInChromium, fakeCamera, framesOf } from './chromium.ts'
import { part, takeName, untilLive } from './panes.ts'

describeInChromium('the camera wall', fakeCamera, (open) => {
  const runtimes = (['node', 'workers'] as const).filter(isInstalled)
  test.each(runtimes)(
    'two cameras at once: once a page watches, every frame reaches it, once and in order (%s)',
    async (runtime) => {
      const { url } = await startControlRoom({ runtime })
      const [ada, bob, viewer] = await Promise.all([open(url), open(url), open(url)])
      await Promise.all([untilLive(ada), untilLive(bob), untilLive(viewer)])
      await takeName(ada, 'Ada')
      await takeName(bob, 'Bob')
      await part(ada, 'wall', 'camera').click()
      await part(bob, 'wall', 'test-card').click()

      const received = async (name: string) => (await framesOf(viewer)).filter((frame) => frame.name === name)
      const sent = async (page: typeof ada) => (await framesOf(page)).filter(({ direction }) => direction === 'sent')
      await expect.poll(async () => (await received('Ada')).length, { timeout: 20_000 }).toBeGreaterThan(24)
      await expect.poll(async () => (await received('Bob')).length, { timeout: 20_000 }).toBeGreaterThan(24)
      expect(await viewer.locator('.tile').count()).toBe(2)
      expect(await ada.locator('.tile').count()).toBe(2)

      await part(ada, 'wall', 'camera').click()
      await part(bob, 'wall', 'camera').click()
      await viewer.locator('.tile').first().waitFor({ state: 'detached' })
      await viewer.locator('.tile').first().waitFor({ state: 'detached' })
      for (const [page, name] of [
        [ada, 'Ada'],
        [bob, 'Bob'],
      ] as const) {
        const hashes = (await sent(page)).map(({ hash }) => hash)
        expect(new Set(hashes).size).toBeGreaterThan(12) // it moves
        // It asks for a camera when it hears of it; by then that is on.
        expect(`${hashes}`).toContain(`${(await received(name)).map(({ hash }) => hash)}`)
      }
    },
  )

  test('a page that leaves takes its tile with it', async () => {
    const { url } = await startControlRoom()
    const [ada, viewer] = await Promise.all([open(url), open(url)])
    await untilLive(viewer)
    await part(ada, 'wall', 'camera').click()
    await viewer.locator('.tile').waitFor()
    await ada.close()
    await viewer.locator('.tile').waitFor({ state: 'detached', timeout: 10_000 })
  })

  test('a camera whose line is cut keeps its tile, and its picture goes on in it', async () => {
    const { url } = await startControlRoom()
    const ada = await open('about:blank')
    let cut = async () => {}
    await ada.routeWebSocket(/\/ws\/camera/, (socket) => {
      const server = socket.connectToServer()
      cut = async () => {
        await socket.close({ code: 1012, reason: 'restart' })
        await server.close()
      }
    })
    const viewer = await open(url)
    await ada.goto(url)
    await Promise.all([untilLive(ada), untilLive(viewer)])
    await part(ada, 'wall', 'test-card').click()
    const tile = await viewer.waitForSelector('.tile')
    await expect.poll(async () => (await framesOf(viewer)).length).toBeGreaterThan(5)

    await cut()
    await ada.locator('#wall:not([data-state="open"])').waitFor()
    await untilLive(ada)
    const before = (await framesOf(viewer)).length
    await expect.poll(async () => (await framesOf(viewer)).length, { timeout: 10_000 }).toBeGreaterThan(before + 5)
    expect(await tile.evaluate((element) => element.isConnected && !element.classList.contains('stale'))).toBe(true)
    expect(await viewer.locator('.tile').count()).toBe(1)
  })
})
