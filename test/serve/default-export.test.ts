import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, plainFetch } from 'jackfield/testing/node'
import { expect, test } from 'vitest'
import { until } from '../../src/testing/expect.ts'
import { findBinary } from '../contract/binaries.ts'
import { Program } from './program.ts'
import { denoFlags, fileOf } from './runtimes.ts'

const [bun, deno] = [findBinary('bun'), findBinary('deno')]

/** A copy of a host that a test may edit. It lies below the repository, where the package's own name resolves. */
async function editable(name: string) {
  const cache = fileOf('../../.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'serve-'))
  const file = join(folder, name)
  await copyFile(fileOf(`./hosts/${name}`), file)
  return {
    file,
    replace: async (from: string, to: string) => writeFile(file, (await readFile(file, 'utf8')).replaceAll(from, to)),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

test.runIf(bun)('bun --hot serves the default export, and reloads it around open sockets', async () => {
  await using source = await editable('default-bun.ts')
  await using program = new Program(bun!, ['--hot', '--conditions=jackfield-source', source.file])
  const [origin] = await program.printed(/http:\/\/127\.0\.0\.1:\d+/)
  const before = await connect({ origin }, '/ws')
  expect(await before.next()).toBe('first')

  await source.replace('first', 'second')
  const after = await until(
    async () => {
      const peer = await connect({ origin }, '/ws')
      if ((await peer.next()) === 'second') return peer
      peer.terminate()
    },
    () => `a socket of the edited file\n${program.output}`,
  )

  for (const [peer, word] of [
    [before, 'first'],
    [after, 'second'],
  ] as const) {
    peer.send('still')
    expect(await peer.next()).toBe(`${word} still`)
    peer.close(1000)
    expect(await peer.closed).toEqual({ code: 1000, reason: '' })
  }
})

test.runIf(deno)('deno serve serves the default export', async () => {
  const flags = ['serve', '--host=127.0.0.1', '--port=0', '--allow-net=127.0.0.1', ...denoFlags]
  await using program = new Program(deno!, [...flags, fileOf('./hosts/default-deno.ts')])
  const [origin] = await program.printed(/http:\/\/127\.0\.0\.1:\d+/)
  expect(await (await plainFetch(`${origin}/page`)).text()).toBe('page')
  const peer = await connect({ origin }, '/ws', { protocols: ['echo'] })
  expect([peer.status, peer.protocol, peer.headers.get('x-app')]).toEqual([101, 'echo', 'mine'])
  await peer.next()
  peer.send('hello')
  expect(await peer.next()).toBe('hello')
  peer.close()
  expect(await peer.closed).toEqual({ code: 1005, reason: '' })
})
