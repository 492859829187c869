import { cpSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { Copy, root } from '../contract/mutants/copy.ts'
import type { Bug } from './bug.ts'
import { bugs } from './bugs.ts'
import { hunt } from './hunt.ts'

// Plants one bug after another in a copy of the sources, and prints the first seed that shows it. Arguments are words of
// the names of those to plant.

const seeds = 10_000
const processes = 2
const wanted = process.argv.slice(2)
const planted = bugs.filter(({ name }) => wanted.every((word) => name.includes(word)))

const failed: string[] = []
let found = 0
let latest = 0
const copies = Array.from({ length: processes }, () => new Copy())
try {
  for (const copy of copies)
    cpSync(join(root, 'test/simulation'), join(copy.path, 'test/simulation'), { recursive: true })
  const queue = [...planted]
  await Promise.all(copies.map((copy) => work(copy, queue)))
  await healthy(copies[0]!)
} finally {
  for (const copy of copies) copy.remove()
}
for (const failure of failed) console.error(failure)
console.log(`${found} passed, ${failed.length} failed`)
process.exitCode = failed.length > 0 ? 1 : 0

async function work(copy: Copy, queue: Bug[]): Promise<void> {
  for (let bug = queue.shift(); bug; bug = queue.shift()) {
    const title = `${bug.name} (${bug.row}, ${bug.file})`
    try {
      const restore = copy.apply(bug)
      const { failures } = await hunt(copy.path, { first: 1, last: seeds, bail: true }).finally(restore)
      const [failure] = failures
      if (failure) {
        found++
        latest = Math.max(latest, failure.seed)
        console.log(`found   seed ${String(failure.seed).padStart(4)}  ${title}\n          ${failure.violation}`)
      } else failed.push(`LIVES   ${title}`)
    } catch (error) {
      failed.push(`BROKEN  ${title}\n        ${(error as Error).message}`)
    }
  }
}

/** Without a bug the same seeds must pass: a seed that always fails finds nothing. */
async function healthy(copy: Copy): Promise<void> {
  const { failures } = await hunt(copy.path, { first: 1, last: latest })
  for (const { seed, violation } of failures) failed.push(`SICK    without a bug, seed ${seed}: ${violation}`)
}
