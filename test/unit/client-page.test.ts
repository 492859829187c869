// The table of causes in docs/clients.md, held against the code.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('its causes are those that a client tells of', () => {
  const [, type = ''] = /export type CauseCode =([^;]*?)\n\n/.exec(readFileSync('src/client/status.ts', 'utf8')) ?? []
  const codes = [...type.matchAll(/'(\w+)'/g)].map(([, code]) => code)
  expect(codes.length).toBeGreaterThan(10)
  const page = readFileSync('docs/clients.md', 'utf8')
  expect([...page.matchAll(/^\| `(\w+)` \| .+ \| .+ \|$/gm)].map(([, code]) => code)).toEqual(codes)
})
