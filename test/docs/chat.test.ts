import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { binaries } from '../contract/binaries.ts'
import { linkPackages } from './link.ts'
import { listingsOfPage, pages } from './listings.ts'
import { Relay } from './relay.ts'
import { start } from './start.ts'
import { Terminal } from './terminal.ts'

const chat = Object.fromEntries(
  listingsOfPage(pages.get('README.md') ?? '', 'README.md').flatMap(({ file, text }) =>
    file?.startsWith('chat') ? [[file, text]] : [],
  ),
)

test('the chat of the README has at most 40 lines of 80 columns', () => {
  const lines = Object.values(chat).flatMap((text) => text.trimEnd().split('\n'))
  expect(Object.keys(chat)).toEqual(['chat.ts', 'chat-server.ts', 'chat-client.ts'])
  expect(lines.length).toBeLessThanOrEqual(40)
  expect(lines.filter((line) => line.length > 80)).toEqual([])
})

test('and what it imports are packages and its own files', () => {
  const imports = Object.values(chat).flatMap((text) => [...text.matchAll(/from '(\..*)'/g)].map(([, file]) => file))
  expect(new Set(imports)).toEqual(new Set(['./chat.ts']))
})

/** The server as the README says that it is on this runtime. */
function serverOn(runtime: string): string {
  const text = chat['chat-server.ts'] ?? ''
  if (runtime !== 'Workers') return text.replace('jackfield/node', `jackfield/${runtime.toLowerCase()}`)
  const lines = "export { Room } from 'jackfield/workers'\nexport default worker(app)\n"
  return text
    .replace("import { serve } from 'jackfield/node'", "import { worker } from 'jackfield/workers'")
    .replace(/const server = await serve.*/s, lines)
}

const deno = ['run', '--cached-only', '--no-prompt', '--allow-net']
/** On Workers there is nobody to type: their clients are Node's. */
const runtimes: [name: string, binary: string, args: string[]][] = [
  ['Node', binaries.node24(), []],
  ['Bun', binaries.bun(), []],
  ['Deno', binaries.deno(), deno],
  ['Workers', binaries.node24(), []],
]

test.each(runtimes)('two clients of it chat, and one comes back, on %s', async (runtime, binary, args) => {
  const folder = join(inject('installed'), `chat-on-${runtime.toLowerCase()}`)
  mkdirSync(folder, { recursive: true })
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text.replaceAll(/\b3000\b/g, '0'))
  write('chat.ts', chat['chat.ts'] ?? '')
  write('chat-server.ts', serverOn(runtime))
  for (const text of Object.values(chat)) linkPackages(text)
  await using server = await start(runtime, folder, 'chat-server.ts')
  await using relay = await Relay.before(server.url)

  const sitDown = (user: string, origin: string) => {
    const file = `chat-client-${user}.ts`
    writeFileSync(join(folder, file), (chat['chat-client.ts'] ?? '').replace('127.0.0.1:3000', new URL(origin).host))
    return new Terminal(binary, [...args, file, user], folder)
  }
  await using ada = sitDown('ada', relay.origin)
  await using bob = sitDown('bob', server.url)
  await ada.prints('open')
  await bob.prints('open')
  bob.type('hello')
  await ada.prints('bob: hello')

  relay.cut()
  await ada.prints('The connection was lost.')
  ada.type('is anybody there?')
  await bob.prints('ada: is anybody there?')
  bob.type('welcome back')
  await ada.prints('bob: welcome back')
})
