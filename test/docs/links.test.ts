import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { manifest } from '../package/manifest.ts'
import { pages } from './listings.ts'

/** The anchors that a page's headings get, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replaceAll(/^ *```.*?^ *```$/gms, '').matchAll(/^#+ (.+)$/gm)
  return new Set(
    [...headings].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  )
}

// Whatever "files" says, npm packs these as well.
const packed = ['README.md', 'LICENSE', 'package.json', ...manifest.files]
const isPacked = (path: string): boolean => packed.some((entry) => `${path}/`.startsWith(`${entry}/`))

/** The links of a page that lead nowhere: of one that is in the package, those out of it as well. */
function brokenLinks(path: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '')
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#')
      const target = file === '' ? path : normalize(join(dirname(path), file))
      if (target !== path && !existsSync(target)) return true
      if (isPacked(path) && !isPacked(target)) return true
      if (anchor === undefined || !target.endsWith('.md')) return false
      return !anchorsOf(target === path ? text : readFileSync(target, 'utf8')).has(anchor)
    })
}

/** The scripts that a page names and package.json does not have. */
function unknownScripts(text: string): string[] {
  const named = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g)].map(([, a, b]) => a ?? b ?? '')
  return named.filter((name) => !(name in manifest.scripts))
}

for (const [path, text] of pages) {
  test(`${path}: links lead somewhere, and its commands are there`, () => {
    expect([...brokenLinks(path, text), ...unknownScripts(text)]).toEqual([])
  })
}

test('a broken link and an unknown script are found', () => {
  const text =
    '# One two\n[a](package.json) [b](gone.md) [c](#one-two) [d](#three) [e](vitest.config.ts) `npm run types` `npm run tpyes` `npm test`'
  expect(brokenLinks('README.md', text)).toEqual(['gone.md', '#three', 'vitest.config.ts'])
  expect(brokenLinks('test/README.md', '[e](../vitest.config.ts)')).toEqual([])
  expect(unknownScripts(text)).toEqual(['tpyes'])
})
