// Runs every check of the repository, two at a time, and ends with the sum of all tests. `npm test`; with names, only
// those steps: `npm test -- types unit`. In CI a test that is passed over counts as failed.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import process from 'node:process'

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ name: string, args: string[], report?: string }} Step */

const reports = '.cache/test'

/** @type {(name: string, ...args: string[]) => Step} */
const check = (name, ...args) => ({ name, args })

/** @type {(name: string, ...projects: string[]) => Step} */
const suite = (name, ...projects) => {
  const report = `${reports}/${name}.json`
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const selected = projects.flatMap((project) => ['--project', project])
  return { name, report, args: ['node_modules/vitest/vitest.mjs', 'run', ...selected, ...reporters] }
}

// One stage after another, two steps at a time in each: the short ones first, so that a slip is told at once, and the
// contract by itself, as it measures how servers keep to their time limits.
const stages = [
  [
    check('format', 'node_modules/@biomejs/biome/bin/biome', 'format'),
    check('lint', 'node_modules/@biomejs/biome/bin/biome', 'lint', '--error-on-warnings'),
    check('types', 'scripts/types.js'),
    check('tables', 'scripts/tables.ts', '--check'),
    check('unused', 'node_modules/knip/bin/knip.js', '--no-progress'),
  ],
  [suite('contract', 'contract')],
  [
    suite('browser', 'browser'),
    suite('package', 'package', 'docs', 'peers'),
    suite('serve', 'serve', 'app', 'migrate'),
    suite('wire', 'wire'),
    suite('protocol', 'protocol'),
    suite('proxies', 'proxies'),
    suite('unit', 'unit', 'simulation'),
    suite('counts', 'counts'),
  ],
]
// These take minutes: they run where they are asked for by name, as in CI.
const onDemand = [[suite('fire', 'fire')], [suite('faults', 'faults')]]

/** @type {(step: Step) => Promise<{ ok: boolean, printed: string }>} */
const run = ({ args }) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env: { ...process.env, NO_COLOR: '1' } })
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (printed += bytes))
    child.on('error', reject)
    child.on('close', (code) => resolve({ ok: code === 0, printed }))
  })

/** @type {(report: string) => Count} */
const read = (report) => {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'))
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
}

/** @type {(step: Step, ok: boolean) => Count} */
const count = ({ report }, ok) => {
  const checked = { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
  if (!report) return checked
  try {
    const counted = read(report)
    // A file that does not load, or a left-over process, fails a run in which no test failed.
    return ok || counted.failed > 0 ? counted : { ...counted, failed: 1 }
  } catch {
    return checked
  }
}

const total = { passed: 0, failed: 0, skipped: 0 }

/** @type {(step: Step) => Promise<void>} */
async function take(step) {
  const started = performance.now()
  const { ok, printed } = await run(step)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const { passed, failed, skipped } = count(step, ok)
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
  if (failed > 0 || skipped > 0) console.log(`\n${printed.trim()}\n`)
  const also = skipped > 0 ? `, ${skipped} skipped` : ''
  console.log(`${step.name.padEnd(9)}${seconds.padStart(6)} s  ${passed} passed, ${failed} failed${also}`)
}

rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
const names = process.argv.slice(2)
const known = [...stages, ...onDemand].flat().map(({ name }) => name)
const unknown = names.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`no step ${unknown.join(', ')}; there are ${known.join(', ')}`)
  process.exit(2)
}
for (const stage of names.length === 0 ? stages : [...stages, ...onDemand]) {
  const waiting = stage.filter(({ name }) => names.length === 0 || names.includes(name))
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) await take(step)
  }
  await Promise.all([work(), work()])
}

if (total.skipped > 0) console.log(`${total.skipped} skipped: see above for what is missing on this machine`)
if (process.env.CI) total.failed += total.skipped
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0
