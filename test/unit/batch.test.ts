import process from 'node:process'
import { expect, test } from 'vitest'
import { Batch, type Holder } from '../../adapters/node/batch.ts'

/** Somebody who holds something, and notes when it is released. */
function holderOf(told: string[], name: string, tookAll = true): Holder {
  return {
    release() {
      told.push(name)
      return tookAll
    },
  }
}

const starts = {
  'a timer': (fn: () => void) => void setTimeout(fn),
  'an immediate': (fn: () => void) => void setImmediate(fn),
  'a promise': (fn: () => void) => void Promise.resolve().then(fn),
  'a tick': (fn: () => void) => void process.nextTick(fn),
}

test.each(Object.entries(starts))('what is added in %s leaves before the event loop goes on', async (_, start) => {
  const told: string[] = []
  const batch = new Batch()
  await new Promise<void>((resolve) => {
    start(() => {
      batch.add(holderOf(told, 'a'))
      batch.add(holderOf(told, 'b'))
      told.push('added')
      process.nextTick(resolve)
    })
  })
  expect(told).toEqual(['added', 'a', 'b'])
})

test('what is added while a chunk is read leaves at its end, and once', async () => {
  const told: string[] = []
  const batch = new Batch()
  batch.read()
  batch.add(holderOf(told, 'a'))
  batch.read()
  batch.add(holderOf(told, 'b'))
  expect(told).toEqual([])
  batch.flush()
  expect(told).toEqual(['a', 'b'])
  await new Promise((resolve) => process.nextTick(resolve))
  expect(told).toEqual(['a', 'b'])
})

test('behind a chunk that was read, a tick is enough again', async () => {
  const told: string[] = []
  const batch = new Batch()
  batch.read()
  batch.flush()
  batch.add(holderOf(told, 'a'))
  await new Promise((resolve) => process.nextTick(resolve))
  expect(told).toEqual(['a'])
})

test('what is added while others are released leaves too', async () => {
  const told: string[] = []
  const batch = new Batch()
  batch.add({
    release() {
      told.push('a')
      batch.add(holderOf(told, 'b'))
      return false
    },
  })
  await new Promise((resolve) => process.nextTick(resolve))
  await new Promise((resolve) => process.nextTick(resolve))
  expect(told).toEqual(['a', 'b'])
})

test('memory is written again only if all who held some of it were rid of it', () => {
  const told: string[] = []
  const batch = new Batch()
  const { bytes } = batch.slab
  expect([batch.slab.take(10), batch.slab.take(10)]).toEqual([0, 10])
  batch.add(holderOf(told, 'a'))
  batch.flush()
  expect([batch.slab.take(10), batch.slab.bytes === bytes]).toEqual([0, true])
  batch.add(holderOf(told, 'b', false))
  batch.add(holderOf(told, 'c'))
  batch.flush()
  expect([batch.slab.take(10), batch.slab.bytes === bytes]).toEqual([0, false])
  expect(told).toEqual(['a', 'b', 'c'])
})
