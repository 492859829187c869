import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { within } from '../../src/testing/expect.ts'
import { binaries } from '../contract/binaries.ts'
import { importsOf } from '../package/ast.ts'
import { run } from '../package/run.ts'
import { compile, writeListings } from './compile.ts'
import { linkPackages } from './link.ts'
import { listingsOfPage, pages, slug } from './listings.ts'
import { start } from './start.ts'

type Files = Readonly<Record<string, string>>

/** Of a page's files those that one of them needs. */
function neededBy(text: string, files: Files): Files {
  const needed: Record<string, string> = {}
  const look = (importer: string) => {
    for (const specifier of importsOf(importer)) {
      const name = specifier.replace(/^\.\//, '')
      const file = files[name]
      if (file === undefined || name in needed) continue
      needed[name] = file
      look(file)
    }
  }
  look(text)
  return needed
}

const globalsOf = (runtime: string) => runtime.toLowerCase().match(/node|bun|deno|workers/)?.[0] ?? 'node'

for (const [path, text] of pages) {
  const listings = listingsOfPage(text, path)
  const entries = listings.filter(({ file, runtime }) => file && runtime)
  const shared = Object.fromEntries(
    listings.flatMap(({ file, runtime, text }) => (file && !runtime ? [[file, text]] : [])),
  )
  if (entries.length + Object.keys(shared).length === 0) continue

  describe(`the entries of ${path}`, () => {
    test.each(entries)('$at: $file ($runtime) serves', async ({ at, file = '', runtime = '', text }) => {
      const name = slug(at)
      const needed = neededBy(text, shared)
      const written = writeListings(name, globalsOf(runtime), { ...needed, [file]: text.replaceAll(/\b3000\b/g, '0') })
      compile(written)
      // Run it where the built package is installed, as its reader has it.
      const folder = join(inject('installed'), name)
      cpSync(written, folder, { recursive: true, filter: (file) => !file.endsWith('tsconfig.json') })
      for (const source of [...Object.values(needed), text]) linkPackages(source)
      await using server = await start(runtime, folder, file)
      await talk(server.url)
      if (!shared['try.ts']) return
      writeFileSync(join(folder, 'try.ts'), shared['try.ts'].replace('127.0.0.1:3000', new URL(server.url).host))
      expect(run(binaries.node24(), ['try.ts'], { cwd: folder })).toBe('hello\n')
    })

    if (Object.keys(shared).length === 0) return
    // What no entry imports is compiled all the same.
    test('compile', () => compile(writeListings(slug(path), 'node', shared)))
  })
}

test('the README serves on all four runtimes', () => {
  const started = listingsOfPage(pages.get('README.md') ?? '', 'README.md').map(({ runtime }) => runtime)
  expect(started).toEqual(expect.arrayContaining(['Node', 'Bun', 'Deno', 'Workers']))
})

/** The chat: what one says, the other hears. */
async function talk(url: string): Promise<void> {
  const [speaker, listener] = [await connect(`${url}/ws`), await connect(`${url}/ws`)]
  speaker.socket.send('hello')
  expect(await within(listener.heard, 'what the other said')).toContain('hello')
  speaker.socket.close()
  listener.socket.close()
}

async function connect(url: string): Promise<{ socket: WebSocket; heard: Promise<string> }> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'))
  const heard = new Promise<string>((resolve) => {
    socket.addEventListener('message', ({ data }) => resolve(String(data)))
  })
  const opened = new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', () => reject(new Error(`${url} refused`)))
  })
  await within(opened, `${url} to open`)
  return { socket, heard }
}
