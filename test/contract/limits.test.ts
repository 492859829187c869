import { afterAll, describe, expect, test } from 'vitest'
import { wireTarget } from '../../testing/wire.ts'
import { declarationsOf } from './declarations.ts'
import { type Limits, limits } from './limits.ts'
import { isPresent } from './present.ts'
import { runtimeNamed } from './runtimes.ts'

// Each deviation that we declare, reproduced on the bare runtime: what fails here is ours to mend, not to declare.

const present = Object.entries(limits).filter(([name]) => isPresent(runtimeNamed(name)))

describe.each(present)('limits of bare %s', (name, reproductions: Limits) => {
  const runtime = runtimeNamed(name)
  const server = runtime.start('hosts/limits')
  afterAll(async () => (await server).child.end())

  test.each(Object.entries(reproductions))('%s', async (_, reproduce) => {
    const { port } = await server
    await using target = wireTarget({ runtime: name, origin: `http://127.0.0.1:${port}` })
    await reproduce(target)
  })

  test('every declaration is reproduced', async () => {
    const declared = (await declarationsOf(runtime)).map((one) => one.case)
    const reproduced = Object.keys(reproductions).flatMap((ids) => ids.split(' '))
    expect(reproduced.toSorted()).toEqual(declared.toSorted())
  })
})
