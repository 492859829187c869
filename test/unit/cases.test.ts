import { expect, test } from 'vitest'
import { cases } from '../../src/testing/cases/index.ts'
import { variants } from '../../src/testing/variants.ts'

test('each case has an id of its own, a row and a letter, and names a variant that is there', () => {
  const ids = cases.map(({ id }) => id)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  expect(ids.filter((id) => !/^(HS|LC|MS|FT|TP|AD|BD|RP|CH)\d\d[a-z]?$/.test(id))).toEqual([])
  expect(cases.filter(({ variant }) => variant !== undefined && !(variant in variants))).toEqual([])
})
