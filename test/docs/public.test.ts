import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sources } from '../package/manifest.ts'

const modules = globSync(['src/**/*.ts', 'adapters/**/*.ts', 'testing/**/*.ts']).map((path) =>
  readFileSync(path, 'utf8'),
)

/** The docstrings right before the declarations of a name; of functions that share a name, all. */
const docstringsOf = (name: string): string[] =>
  modules.flatMap((text) => {
    const declaration = new RegExp(
      `(\\/\\*\\*(?:(?!\\*\\/).)*\\*\\/)?\\s*export (?:async function|function|class|const) ${name}\\b`,
      'gs',
    )
    return [...text.matchAll(declaration)].map(([, docstring]) => docstring ?? '')
  })

test('a docstring is found, and its absence too', () => {
  modules.push(
    '/** Other. */\nconst b = 1\nexport function plantedBare() {}\n/** @example */\nexport const plantedDocs = 1\n',
  )
  expect(docstringsOf('plantedBare')).toEqual([''])
  expect(docstringsOf('plantedDocs')).toEqual(['/** @example */'])
})

for (const [entry, source] of Object.entries(sources)) {
  test(`every function and class of ${entry} has an example`, async () => {
    const exported: Record<string, unknown> = await import(new URL(`../../${source}`, import.meta.url).href)
    const names = Object.keys(exported).filter((name) => typeof exported[name] === 'function')
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect(docstringsOf(name), name).not.toEqual([])
    const without = names.filter((name) => docstringsOf(name).some((docstring) => !docstring.includes('@example')))
    expect(without).toEqual([])
  })
}
