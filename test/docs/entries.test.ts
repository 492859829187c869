import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { within } from '../../src/testing/expect.ts'
import { importsOf } from '../package/ast.ts'
import { compile, writeListings } from './compile.ts'
import { listingsOfPage, pages, slug } from './listings.ts'
import { start } from './start.ts'

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
      const written = writeListings(name, globalsOf(runtime), { ...shared, [file]: text.replaceAll(/\b3000\b/g, '0') })
      compile(written)
      // Run it where the built package is installed, as its reader has it.
      const folder = join(inject('installed'), name)
      cpSync(written, folder, { recursive: true, filter: (file) => !file.endsWith('tsconfig.json') })
      for (const source of [...Object.values(shared), text]) linkPackages(source)
      const server = await start(runtime, folder, file)
      try {
        await talk(server.url)
        if (Object.values(shared).some((source) => source.includes("'/echo'"))) await echo(server.url)
      } finally {
        await server.end()
      }
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

async function echo(url: string): Promise<void> {
  const { socket, heard } = await connect(`${url}/echo`)
  socket.send('hello')
  expect(await within(heard, 'the echo')).toContain('hello')
  socket.close()
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

/** What a listing imports besides the package and its peers, from where this repository has it. */
function linkPackages(text: string): void {
  for (const specifier of importsOf(text)) {
    const [name] = /^(@[^/]+\/)?[^/:.]+(?=\/|$)/.exec(specifier) ?? []
    if (!name) continue
    const link = join(inject('installed'), 'node_modules', name)
    if (existsSync(link) || !existsSync(join('node_modules', name))) continue
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(resolve('node_modules', name), link)
  }
}
