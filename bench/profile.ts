// Shows where a server's processor time goes in a scenario: `node bench/profile.ts --runtime node --scenario handshakes`; and
// with `--scenario idle` what Node keeps of a connection. Options are those of `npm run bench`, and --missed for what misses
// its target in the records; it needs Linux and its `perf`. The shares are kept in profiles.json, the bytes in heaps.json.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Generator } from './load/generator.ts'
import { readOptions } from './options.ts'
import { keptBy } from './profiles/kept.ts'
import { sharesOf } from './profiles/shares.ts'
import { writeHeap, writeProfile } from './record.ts'
import { Figures } from './report/figures.ts'
import { missedIn } from './report/obstacles.ts'
import { readRecords, recordsFolder } from './report/records.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { baselines, binaryOf, type Contestant, contestantsOn, ours, type RuntimeName, startServer } from './servers.ts'
import { columns } from './table.ts'
import { warmUp } from './warm-up.ts'

// A number that no timer of a server has as a multiple.
const perSecond = 997
const seconds = 2

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

const options = readOptions(process.argv.slice(2))
const asked = options.servers.length > 0 ? options.servers : [ours, ...baselines]
const generator = new Generator(binaryOf('bun'))
const folder = mkdtempSync(join(tmpdir(), 'jackfield-profile-'))
const missed = options.missed ? missedIn(new Figures(readRecords(options.out ?? recordsFolder).runs)) : []
let perf: ChildProcess | undefined
process.once('exit', () => {
  perf?.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** What `perf` has seen of a server while it was loaded. */
async function record(contestant: Contestant, scenario: Scenario): Promise<string> {
  const server = await startServer(contestant, { ...scenario, mapped: true })
  const file = join(folder, 'perf.data')
  const order = {
    scenario: scenario.name,
    dialect: contestant.dialect,
    port: server.port,
    pid: server.pid,
    quick: false,
    runtime: contestant.runtime,
  }
  try {
    const load = { ...order, scenario: scenario.warmedBy ?? scenario.name, seconds: 0.5 }
    await warmUp(server.pid, () => generator.round(load))
    perf = spawn('perf', ['record', '-q', '-g', '-F', String(perSecond), '-o', file, '-p', String(server.pid)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const said = text(perf.stderr as Readable)
    const ended = once(perf, 'exit')
    await generator.round({ ...order, seconds })
    perf.kill('SIGINT')
    await ended
    if (!existsSync(file)) throw new Error(`perf has recorded nothing: ${await said}`)
    return execFileSync('perf', ['script', '-i', file, '-F', 'comm,ip,sym,dso'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } finally {
    await server.child.end()
    // Where V8 leaves them, and `perf` looks for them.
    rmSync(join(tmpdir(), `perf-${server.pid}.map`), { force: true })
  }
}

async function profile(contestant: Contestant, scenario: Scenario): Promise<void> {
  const { runtime, name: server } = contestant
  const shares = sharesOf(await record(contestant, scenario), runtime)
  if (options.out) writeProfile(options.out, { runtime, scenario: scenario.name, server, shares })
  const rows = shares.map(({ what, share }) => [`  ${what}`, `${(share * 100).toFixed(1)} %`])
  console.log(`\n${runtime}, ${scenario.name}, ${server}\n${columns(rows)}`)
}

/** What an idle connection keeps: where snapshots can be asked for, which is on Node. */
async function weigh(contestant: Contestant): Promise<void> {
  const { runtime, name: server } = contestant
  const parts = await keptBy(contestant)
  if (options.out) writeHeap(options.out, { runtime, server, parts })
  const rows = Object.entries(parts).map(([what, bytes]) => [`  ${what}`, `${Math.round(bytes)} bytes`])
  console.log(`\n${runtime}, idle, ${server}\n${columns(rows)}`)
}

const isWanted = (runtime: RuntimeName, scenario: string): boolean =>
  !options.missed || missed.some((one) => one.runtime === runtime && one.scenario === scenario)

const isWeighed = (runtime: RuntimeName, scenario: string): boolean => runtime === 'node' && scenario === 'idle'

try {
  for (const runtime of options.runtimes) {
    for (const scenario of options.scenarios.filter(
      ({ name, unit }) => (unit !== 'bytes' || isWeighed(runtime, name)) && isWanted(runtime, name),
    )) {
      for (const contestant of contestantsOn(runtime).filter(({ name }) => asked.includes(name))) {
        if (scenario.shared && contestant.alone) continue
        try {
          await (scenario.unit === 'bytes' ? weigh(contestant) : profile(contestant, scenario))
        } catch (error) {
          console.error(`${runtime}, ${scenario.name}, ${contestant.name}: ${(error as Error).message}`)
          process.exitCode = 1
        }
      }
    }
  }
} finally {
  await generator.end()
}
