import { expect, test } from 'vitest'
import { isInstalled, startControlRoom } from '../app/control-room.ts'
import { describeInChromium, fakeCamera, framesOf } from './chromium.ts'
import { part, takeName, untilLive } from './panes.ts'

describeInChromium('the camera wall', fakeCamera, (open) => {
  const runtimes = (['node', 'workers'] as const).filter(isInstalled)
  test.each(runtimes)(
    'two cameras at once: every frame reaches a third page, once and in order (%s)',
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
        expect((await received(name)).map(({ hash }) => hash)).toEqual(hashes)
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
    await viewer.locator('.tile').waitFor({ state: 'detached', timeout: 2_000 })
  })
})
