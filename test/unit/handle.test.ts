import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { makeHandle } from '../../adapters/handle.ts'
import { Clock } from '../../adapters/memory/clock.ts'
import { createRouter } from '../../src/adapter.ts'
import { platformOn } from './platform.ts'

const handleOf = (listener: { encrypted?: boolean; hostname?: string; port?: number }) =>
  makeHandle(createRouter(new Hono(), platformOn(new Clock())), {
    encrypted: false,
    hostname: '127.0.0.1',
    port: 3000,
    stop: async () => {},
    ...listener,
  })

test.each([
  [{}, 'http://127.0.0.1:3000'],
  [{ encrypted: true, hostname: 'localhost', port: 8443 }, 'https://localhost:8443'],
  [{ hostname: '::1' }, 'http://[::1]:3000'],
])('the url of %j is %s', async (listener, url) => {
  const handle = handleOf(listener)
  expect(handle.url).toBe(url)
  await handle.close()
})

test('the listener is asked anew each time', async () => {
  const listener = { encrypted: false, hostname: 'localhost', port: 0, stop: async () => {} }
  const handle = makeHandle(createRouter(new Hono(), platformOn(new Clock())), listener)
  listener.port = 4000
  expect([handle.port, handle.url]).toEqual([4000, 'http://localhost:4000'])
  await handle.close()
})

test('close drains first and stops listening last, once', async () => {
  const stops: number[] = []
  const router = createRouter(new Hono(), platformOn(new Clock()))
  const order: string[] = []
  const drain = router.drain.bind(router)
  router.drain = async (options) => {
    order.push('drain')
    await drain(options)
  }
  const stop = async (ms: number) => {
    order.push('stop')
    stops.push(ms)
  }
  const handle = makeHandle(router, { encrypted: false, hostname: 'localhost', port: 1, stop })
  await Promise.all([handle.close({ timeout: 500 }), handle.close({ timeout: 9 })])
  expect(order).toEqual(['drain', 'stop'])
  expect(stops[0]).toBeGreaterThan(400)
  expect(stops[0]).toBeLessThanOrEqual(500)
})
