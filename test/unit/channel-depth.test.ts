import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codes } from '../../src/channel/codes.ts'
import { isTooDeep, maxDepth } from '../../src/channel/depth.ts'

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0

test('the bound is the one that its error names', () => {
  expect(codes.too_deep.words).toContain(`${maxDepth} levels`)
})

test.each(['[]', '{}'])('%s: so many levels pass, one more does not', ([open = '', close = '']) => {
  const key = open === '{' ? '"a":' : ''
  const nested = (levels: number) => `${(open + key).repeat(levels - 1)}${open}${close.repeat(levels)}`
  expect(depthOf(JSON.parse(nested(maxDepth)))).toBe(maxDepth)
  expect(isTooDeep(nested(maxDepth))).toBe(false)
  expect(isTooDeep(nested(maxDepth + 1))).toBe(true)
})

test('a value is too deep by its text just if it is', () => {
  const leaf = fc.string({ unit: fc.constantFrom(...'[]{}"\\', 'a') })
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 40, depthSize: 'max' }, leaf, tie('list'), tie('record')),
    list: fc.array(tie('tree'), { minLength: 1, maxLength: 2 }),
    record: fc.dictionary(leaf, tie('tree'), { minKeys: 1, maxKeys: 2 }),
  }))
  const trees = fc.tuple(tree, fc.nat({ max: 40 })).map(([inner, levels]) => {
    let value = inner
    for (let i = 0; i < levels; i++) value = i % 2 ? [value] : { '"[': value }
    return value
  })
  fc.assert(
    fc.property(trees, (value) => {
      expect(isTooDeep(JSON.stringify(value))).toBe(depthOf(value) > maxDepth)
    }),
  )
})

test.each([
  ['brackets in a string', `"${'['.repeat(100)}"`, false],
  ['brackets behind an escaped quote', `"\\"${'['.repeat(100)}"`, false],
  ['brackets behind a string that ends in a backslash', `"\\\\"${'['.repeat(100)}`, true],
  ['brackets in a string that does not end', `"\\"${'['.repeat(100)}`, false],
  ['a flat list of lists', `[${'[],'.repeat(1000)}[]]`, false],
  ['a megabyte of quotes', '"'.repeat(2 ** 20), false],
  ['a megabyte of backslashes', `"${'\\'.repeat(2 ** 20)}"[`, false],
])('%s', (_, text, tooDeep) => {
  expect(isTooDeep(text)).toBe(tooDeep)
})
