import { expect, test } from 'vitest'
import { IdleCuts } from '../../src/idle-cuts.ts'

const noted = (...silences: number[]) => {
  const cuts = new IdleCuts()
  return silences.map((silence, index) => cuts.note(silence, index, undefined)?.reason)
}

test('three in a row after the same silence are worth a word, and so is each that follows', () => {
  expect(noted(60_010, 59_990, 60_050, 60_000)).toEqual([undefined, undefined, 'idle_cut', 'idle_cut'])
})

test('others in between begin anew', () => {
  expect(noted(60_000, 60_000, 5_000, 60_000, 60_000)).toEqual(Array(5).fill(undefined))
})

test('what ends soon is no idle connection', () => {
  expect(noted(10, 10, 10, 10)).toEqual(Array(4).fill(undefined))
})

test('it is said what to write, and where nothing can ping, that clients must', () => {
  const [pinging, silent] = [25_000, undefined].map((interval) => {
    const cuts = new IdleCuts()
    return [1, 2, 3].map((now) => cuts.note(5_040, now, interval)).at(-1)
  })
  expect(pinging).toMatchObject({ kind: 'noticed', reason: 'idle_cut' })
  expect(pinging?.message).toContain('3 connections in a row were cut after 5 s of silence')
  expect(pinging?.message).toContain('proxy_read_timeout 60s')
  expect(pinging?.message).toContain('heartbeat: { interval: 2500')
  expect(silent?.message).toContain('this runtime cannot ping')
})

test('a peer that has gone and answers the first ping with a reset was not cut by a proxy', () => {
  const cuts = new IdleCuts()
  expect([1, 2, 3, 4].map((now) => cuts.note(25_010, now, 25_000))).toEqual(Array(4).fill(undefined))
})

test('what lies hours apart has nothing to do with one another', () => {
  const cuts = new IdleCuts()
  expect([1, 2, 3, 4].map((hour) => cuts.note(5_000, hour * 3_600_000, 25_000))).toEqual(Array(4).fill(undefined))
})
