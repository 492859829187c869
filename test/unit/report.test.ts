import { expect, test } from 'vitest'
import type { LogEvent } from '../../src/log.ts'
import { type Incident, Report } from '../../src/report.ts'

/** A report whose time the test sets, and what it has logged. */
function reportAt(time = 0) {
  const logged: LogEvent[] = []
  const clock = { now: time }
  const report = new Report(
    (event) => void logged.push(event),
    () => clock.now,
  )
  const tell = (more: Partial<Incident>) =>
    report.tell({ kind: 'closed', reason: 'slow_reader', message: 'slow', ...more })
  return { report, clock, logged, tell, levels: () => logged.map(({ level }) => level) }
}

test('counts by kind and reason, and answers with a copy', () => {
  const { report, tell } = reportAt()
  expect(report.counts()).toEqual({ accepted: 0, refused: {}, closed: {}, dropped: {}, noticed: {} })
  tell({})
  tell({})
  tell({ kind: 'dropped', times: 5 })
  tell({ kind: 'refused', reason: 'server_full' })
  report.accepted++
  const counts = report.counts()
  const expected = {
    accepted: 1,
    refused: { server_full: 1 },
    closed: { slow_reader: 2 },
    dropped: { slow_reader: 5 },
    noticed: {},
  }
  expect(counts).toEqual(expected)
  tell({})
  expect(counts).toEqual(expected)
})

test('the event has the kind, the reason and the words', () => {
  const { logged, tell } = reportAt()
  tell({ message: 'it reads too slowly' })
  expect(logged).toEqual([{ level: 'warn', event: 'closed', reason: 'slow_reader', message: 'it reads too slowly' }])
})

test('the first of a kind and reason in a minute is a warning, the others tell of themselves quietly', () => {
  const { clock, logged, tell, levels } = reportAt()
  tell({})
  tell({})
  tell({ kind: 'dropped' })
  tell({ reason: 'server_full' })
  expect(levels()).toEqual(['warn', 'info', 'warn', 'warn'])
  clock.now = 59_999
  tell({})
  clock.now = 60_000
  tell({})
  tell({})
  expect(levels().slice(4)).toEqual(['info', 'warn', 'info'])
  expect(logged[5]?.message).toBe('slow (and 2 more since this was last said)')
  clock.now = 120_000
  tell({ reason: 'server_full' })
  expect(logged.at(-1)).toMatchObject({ level: 'warn', message: 'slow' })
})

test('what is about something is a warning once', () => {
  const { clock, tell, levels } = reportAt()
  for (const about of ['a', 'b', 'a']) tell({ about })
  clock.now = 10_000_000
  tell({ about: 'a' })
  expect(levels()).toEqual(['warn', 'warn', 'info', 'info'])
})

test.each(['bad_key', 'expired', 'discarded', 'unauthorized'])(
  '%s is what any stranger can make: no warning',
  (reason) => {
    const { report, tell, levels } = reportAt()
    tell({ reason })
    expect(levels()).toEqual(['info'])
    expect(report.counts().closed).toEqual({ [reason]: 1 })
  },
)

test('of what a stranger can make up 60 are told at once, then one a minute', () => {
  const { clock, report, tell, levels } = reportAt(7)
  for (let count = 0; count < 100; count++) tell({ about: `origin ${count}` })
  expect(levels().filter((level) => level === 'warn').length).toBe(60)
  expect(report.counts().closed).toEqual({ slow_reader: 100 })
  clock.now += 120_000
  for (let count = 100; count < 110; count++) tell({ about: `origin ${count}` })
  expect(levels().filter((level) => level === 'warn').length).toBe(62)
})

test('what was made up keeps nothing else from being told', () => {
  const { tell, levels } = reportAt()
  for (let count = 0; count < 100; count++) tell({ about: `origin ${count}` })
  tell({ reason: 'too_many' })
  expect(levels().at(-1)).toBe('warn')
})

test('remembers the newest thousand of what was said once', () => {
  const { clock, tell, levels } = reportAt()
  for (let count = 0; count <= 1000; count++) {
    clock.now += 60_000
    tell({ about: `origin ${count}` })
  }
  clock.now += 60_000
  tell({ about: 'origin 1' })
  expect(levels().at(-1)).toBe('info')
  tell({ about: 'origin 0' })
  expect(levels().at(-1)).toBe('warn')
})
