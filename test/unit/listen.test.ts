import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { readAddress, startListening } from '../../adapters/listen.ts'
import { Clock } from '../../adapters/memory/clock.ts'
import { createRouter } from '../../src/adapter.ts'
import { anyDesk } from '../../src/intent.ts'
import { platformOn } from './platform.ts'

const local = { port: 3000, hostname: '127.0.0.1' }

const listen = (act: () => number | Promise<number>, address = local) => {
  const router = createRouter(new Hono(), platformOn(new Clock()))
  return startListening(router, address, act).then(async (value) => {
    await router.drain()
    return value
  })
}

test('the address is 127.0.0.1:3000 unless the options say otherwise', () => {
  expect(readAddress({})).toEqual(local)
  expect(readAddress({ port: 0, hostname: '::1' })).toEqual({ port: 0, hostname: '::1' })
  expect(readAddress({ port: 65_535 }).port).toBe(65_535)
})

test('who listens is passed on', async () => {
  expect(await listen(() => 7)).toBe(7)
  expect(await listen(async () => 7)).toBe(7)
})

describe('who cannot listen hears why', () => {
  test.each([
    [{ code: 'EADDRINUSE' }, 'address_in_use', 'is in use: stop the other server, or choose another port'],
    [{ name: 'AddrInUse' }, 'address_in_use', 'is in use: stop the other server, or choose another port'],
    [{ code: 'EACCES' }, 'address_forbidden', 'may not be listened on: ports below 1024 need a privilege'],
    [{ name: 'PermissionDenied' }, 'address_forbidden', 'may not be listened on: ports below 1024 need a privilege'],
    [{ name: 'NotCapable' }, 'address_forbidden', 'may not be listened on: run Deno with --allow-net=127.0.0.1:3000.'],
    [{ code: 'EADDRNOTAVAIL' }, 'address_forbidden', 'may not be listened on: it is no address of this machine'],
    [{ name: 'AddrNotAvailable' }, 'address_forbidden', 'may not be listened on: it is no address of this machine'],
  ])('%j', async (cause, code, said) => {
    await expect(listen(() => Promise.reject(cause))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`127.0.0.1:3000 ${said}`),
      cause,
    })
  })

  test('thrown as well as rejected, with an IPv6 address in brackets', async () => {
    const fail = () => {
      throw Object.assign(new Error('taken'), { code: 'EADDRINUSE' })
    }
    await expect(listen(fail, { port: 3000, hostname: '::1' })).rejects.toThrow(/^\[::1\]:3000 is in use/)
  })

  test('of a failure without better words, what the runtime said', async () => {
    const error = new Error('no start line')
    await expect(listen(() => Promise.reject(error))).rejects.toBe(error)
  })

  test('and leaves no server behind', async () => {
    const before = anyDesk()
    await expect(listen(() => Promise.reject(new Error('no')))).rejects.toThrow()
    expect([before, anyDesk()]).toEqual([false, false])
  })
})
