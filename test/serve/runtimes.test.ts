import process from 'node:process'
import { expect, test } from 'vitest'
import { runtimes } from './runtimes.ts'

test.for(runtimes)('$name is installed', ({ name, binary }, { skip }) => {
  if (binary === undefined && !process.env['CI']) skip(`${name}: its binary is not installed on this machine`)
  expect(binary).toBeDefined()
})
