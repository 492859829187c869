import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { bugs } from './bugs.ts'
import type { Plan } from './plan.ts'
import { schedule } from './schedule.ts'
import { shrink } from './shrink.ts'
import { simulate } from './simulate.ts'

const seeds = Array.from({ length: 1000 }, (_, index) => index + 1)
const run = (program: string, ...args: string[]) =>
  spawnSync(process.execPath, [fileURLToPath(new URL(program, import.meta.url)), ...args], { encoding: 'utf8' })

test('nothing that must not be is seen in a thousand runs', async () => {
  for (const seed of seeds) {
    const { violations } = await simulate(schedule(seed))
    expect(violations, `seed ${seed}: node test/simulation/run.ts --seed ${seed}`).toEqual([])
  }
})

describe('a seed', () => {
  test('gives the same run each time, also in another process', async () => {
    const [first, second] = [await simulate(schedule(17)), await simulate(schedule(17))]
    expect(second.trace).toEqual(first.trace)
    const { stdout } = run('run.ts', '--seed', '17')
    expect(stdout).toBe(`${first.trace.join('\n')}\ntrace ${first.hash}\n1 passed, 0 failed\n`)
  })

  test('gives a run of its own', async () => {
    const hashes = new Set<string>()
    for (const seed of seeds.slice(0, 20)) hashes.add((await simulate(schedule(seed))).hash)
    expect(hashes.size).toBe(20)
  })
})

test('a plan that fails is shrunk to the steps that matter', async () => {
  const whole = schedule(1)
  const [third, last] = [whole.steps[2]!, whole.steps.at(-1)!]
  const fails = async ({ steps }: Plan) => ({
    trace: [],
    violations: steps.includes(third) && steps.includes(last) ? [`peer ${steps.length}: too many`] : [],
  })
  expect((await shrink(whole, fails)).plan.steps).toEqual([third, last])
})

describe('planted bugs', () => {
  test('are found', () => {
    const { stdout } = run('planted.ts', 'stays in the registry')
    expect(stdout).toMatch(/found.* seed +\d+ .*a handshake stays in the registry/)
    expect(stdout).toMatch(/\n2 passed, 0 failed\n$/)
  })

  test('are planted in text that is there once', () => {
    for (const { file, find, name } of bugs) {
      const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
      expect(source.split(find).length - 1, name).toBe(1)
    }
  })
})
