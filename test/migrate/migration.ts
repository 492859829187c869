import { beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../src/testing/expect.ts'
import { compile, writeListings } from '../docs/compile.ts'
import { slug } from '../docs/listings.ts'
import { listing, migrations } from './listings.ts'
import { isAlive, probes, withMistakes } from './probes.ts'
import { type Running, run } from './program.ts'
import { converse, type Manners, type Transcript } from './talk.ts'

/** What a client sees before a move and after it. */
type Change = readonly [before: string, after: string]

interface Expected {
  readonly manners?: Manners
  /** All that a move changes. */
  readonly changes: Readonly<Record<string, Change>>
  /** The page's options that take some of it back, as they are written into the program after its move. */
  readonly loosened: readonly (readonly [tight: string, loose: string])[]
  /** Whether the program before its move needs the packages of `test/peers`. */
  readonly peers?: boolean
}

/** The changes that an option takes back. */
const restorable = ['a page of elsewhere connects', 'a client offers subprotocols', 'a message has 2 MiB']

const theEnd = 'the program ends'

/**
 * The conversation with a program, then each probe. A program that one of them ends is started again.
 *
 * @param ends The probes that are to end it. They are waited for: Bun looks for rejections that nobody handles now and then.
 */
async function observe(start: () => Promise<Running>, manners: Manners, ends: readonly string[]): Promise<Transcript> {
  let running = await start()
  const isOver = async () => !(await isAlive(running.origin, manners))
  try {
    const seen = await converse(running.origin, manners)
    for (const line of manners.prints ?? []) await until(() => running.output().includes(line), line)
    for (const [what, probe] of Object.entries(probes)) {
      seen[what] = await probe(running.origin, manners)
      if (!(ends.includes(what) ? await until(isOver, `the end by: ${what}`) : await isOver())) continue
      seen[what] = theEnd
      await running[Symbol.asyncDispose]()
      running = await start()
    }
    return seen
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${running.output()}`, { cause: error })
  } finally {
    await running[Symbol.asyncDispose]()
  }
}

const changesBetween = (before: Transcript, after: Transcript): Record<string, Change> =>
  Object.fromEntries(
    Object.keys({ ...before, ...after })
      .filter((what) => before[what] !== after[what])
      .map((what) => [what, [before[what] ?? 'nothing', after[what] ?? 'nothing']]),
  )

/** Runs the diff of one section of `docs/migrate.md`: the program before, after, and after with the options of before. */
export function migration(from: string, { manners = {}, changes, loosened, peers }: Expected): void {
  const { runtime, before, after } = migrations.get(from)!
  const start = (side: string, text: string, options?: { peers?: boolean }) => () =>
    run(`${from} ${side}`, runtime, { 'app.ts': withMistakes(text), 'loose.ts': listing('loose.ts') }, options)

  describe(`from ${from}`, () => {
    let old: Transcript
    let moved: Transcript
    beforeAll(async () => {
      const ends = Object.keys(changes).filter((what) => changes[what]?.[0] === theEnd)
      old = await observe(start('before', before, { peers }), manners, ends)
      moved = await observe(start('after', after), manners, [])
    })

    test.each(Object.entries(changes).map(([what, [was, is]]) => ({ what, was, is })))(
      '$what: $was before, $is after',
      ({ what, was, is }) => {
        expect([old[what], moved[what]]).toEqual([was, is])
      },
    )

    test('the program after its move compiles', () => {
      compile(writeListings(`migrate-${slug(from)}`, runtime.toLowerCase(), { 'app.ts': after }))
    })

    test('all else is alike', () => {
      expect(Object.keys(moved).length).toBeGreaterThan(Object.keys(changes).length)
      expect(Object.keys(changesBetween(old, moved))).toEqual(Object.keys(changes))
    })

    test('the options restore the old way', async () => {
      let text = `import { looseRoute, looseServer } from './loose.ts'\n${after}`
      for (const [tight, loose] of loosened) {
        expect(text).toContain(tight)
        text = text.replace(tight, loose)
      }
      const restored = await observe(start('loosened', text), manners, [])
      expect(Object.keys(changesBetween(old, restored))).toEqual(
        Object.keys(changes).filter((what) => !restorable.includes(what)),
      )
    })
  })
}
