import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startControlRoom } from '../app/control-room.ts'
import { describeInChromium, fakeCamera, framesOf } from './chromium.ts'
import { part, untilLive } from './panes.ts'

const [fakeDevice, fakeConsent] = fakeCamera

describeInChromium('no camera', [`${fakeDevice}=device-count=0`, fakeConsent], (open) => {
  test('says that there is none, and sends the test card instead', async () => {
    const { url } = await startControlRoom()
    const [page, viewer] = await Promise.all([open(url), open(url)])
    await Promise.all([untilLive(page), untilLive(viewer)])
    expect(await sentenceOf(page)).toBe('No camera was found on this device.')
    await part(page, 'wall', 'test-card-instead').click()
    await expect.poll(async () => (await framesOf(viewer)).length).toBeGreaterThan(5)
    expect(await part(page, 'wall', 'problem').isHidden()).toBe(true)
  })
})

describeInChromium('permission denied', [fakeDevice], (open) => {
  test('says where to give it', async () => {
    const { url } = await startControlRoom()
    expect(await sentenceOf(await open(url, { permissions: [] }))).toMatch(/^The camera was refused\. Allow it/)
  })
})

describeInChromium('camera busy', fakeCamera, (open) => {
  test('says who may hold it', async () => {
    const { url } = await startControlRoom()
    const page = await open(url)
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotReadableError'))
    })
    expect(await sentenceOf(page)).toMatch(/^The camera is busy: another program or tab holds it\./)
  })
})

describeInChromium('insecure context', [...fakeCamera, '--host-resolver-rules=MAP control.room 127.0.0.1'], (open) => {
  test('says what to start the server with, and the test card still goes out', async () => {
    const { url, port } = await startControlRoom()
    const [page, viewer] = await Promise.all([open(`http://control.room:${port}`), open(url)])
    await Promise.all([untilLive(page), untilLive(viewer)])
    expect(await sentenceOf(page)).toMatch(/Start the server with --tls and open its https address\.$/)
    await part(page, 'wall', 'test-card-instead').click()
    await expect.poll(async () => (await framesOf(viewer)).length).toBeGreaterThan(5)
  })
})

async function sentenceOf(page: Page): Promise<string | null> {
  await part(page, 'wall', 'camera').click()
  await part(page, 'wall', 'problem').waitFor()
  return part(page, 'wall', 'sentence').textContent()
}
