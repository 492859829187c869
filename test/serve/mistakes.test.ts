import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import process from 'node:process'
import { Hono } from 'hono'
import { attach } from 'jackfield/node'
import { serve } from 'jackfield/testing'
import { worker } from 'jackfield/workers'
import { describe, expect, test } from 'vitest'
import { Program } from './program.ts'
import { denoFlags, fileOf, installed, type Runtime, runHost, runtimes } from './runtimes.ts'

const taken = createServer().listen(0, '127.0.0.1')
await once(taken, 'listening')
const { port } = taken.address() as AddressInfo

const mistakes: [what: string, options: object, code: string, said: string][] = [
  [
    'a port in use',
    { port },
    'address_in_use',
    `127.0.0.1:${port} is in use: stop the other server, or choose another port: serve(app, { port: 0 }) takes any free one.`,
  ],
  [
    'two routes of one name',
    { app: 'twice' },
    'duplicate_route',
    'Two WebSocket routes have the name "/ws", and topics are told apart by it. ' +
      "Give one of them a name of its own: upgradeWebSocket(createEvents, { name: '...' }), defineRoute(channel, { name: '...' }).",
  ],
  ['no app', { app: 'none' }, 'invalid_option', 'The first argument is not the app itself: serve(app, { port }).'],
  ['a bad limit', { maxPayload: 0 }, 'invalid_option', 'maxPayload is 0; it takes a number above 0'],
  [
    'a bad handshakeTimeout',
    { handshakeTimeout: -1 },
    'invalid_option',
    'handshakeTimeout is -1; it takes a number above 0',
  ],
  [
    'a bad heartbeat',
    { heartbeat: { interval: 1 } },
    'invalid_option',
    'heartbeat.timeout is undefined; it takes a number above 0',
  ],
  [
    'a bad origin',
    { origins: ['example.com'] },
    'invalid_option',
    'origins has "example.com"; an entry is scheme, host and port',
  ],
  [
    'a port that is a text',
    { port: 'abc' },
    'invalid_option',
    'port is "abc"; it takes a whole number from 0 to 65535',
  ],
  [
    'a name that is none',
    { host: '0.0.0.0' },
    'invalid_option',
    'host is no option of serve; did you mean hosts or hostname?',
  ],
  ['no certificate', { tls: {} }, 'invalid_option', 'tls.key is undefined; it takes a PEM text'],
  [
    'a signal that is none',
    { signals: 'SIGTERM' },
    'invalid_option',
    'signals is a text; it takes { timeout, spread, code } or true or false',
  ],
  ['a port that is none', { port: 65_536 }, 'invalid_option', 'port is 65536; it takes a whole number from 0 to 65535'],
]

/** What a program that nobody caught a mistake in has printed: the sentence, the code, and where it was made. */
async function expectMistake(
  program: Program,
  runtime: Runtime,
  code: string,
  said: string,
  place: string = runtime.name,
): Promise<void> {
  expect(await program.ended()).toBe(1)
  expect(program.output).toContain(`JackfieldError: ${said}`)
  expect(program.output).toContain(`hosts/${place}.ts`)
  // Deno prints no properties of an error.
  if (runtime.name !== 'deno') expect(program.output).toMatch(new RegExp(`code: ['"]${code}['"]`))
}

describe.concurrent.each(installed)('on $name', (runtime) => {
  test.each(mistakes)('%s ends the program with what to do', async (_, options, code, said) => {
    await using program = runHost(runtime, { port: 0, ...options })
    await expectMistake(program, runtime, code, said)
  })
})

describe.concurrent.each(installed)('on $name', (runtime) => {
  test('a misspelt option of a route is told where the route is declared', async () => {
    await using program = runHost(runtime, { port: 0, app: 'misspelt' })
    const said = 'maxPayLoad is no option of upgradeWebSocket; did you mean maxPayload?'
    await expectMistake(program, runtime, 'invalid_option', said, 'app')
  })
})

const denied = 'ports below 1024 need a privilege, so choose one from 1024 on.'
const nobody = 65_534

describe.each(installed.filter(({ name }) => name !== 'deno'))('on $name', (runtime) => {
  test('a port that takes a privilege', async ({ skip }) => {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) skip('only root on Linux can become somebody else')
    await using program = runHost(runtime, { port: 80 }, nobody)
    expect(await program.ended()).toBe(1)
    expect(program.output).toContain(`JackfieldError: 127.0.0.1:80 may not be listened on: ${denied}`)
  })
})

const deno = runtimes.find(({ name }) => name === 'deno')

test.runIf(deno?.binary)('on deno, a port without --allow-net', async () => {
  const args = ['run', '--allow-net=127.0.0.1:1', ...denoFlags, fileOf('./hosts/deno.ts'), '{"port":4000}']
  await using program = new Program(deno!.binary!, args)
  expect(await program.ended()).toBe(1)
  expect(program.output).toContain(
    'JackfieldError: 127.0.0.1:4000 may not be listened on: run Deno with --allow-net=127.0.0.1:4000.',
  )
})

test.runIf(deno?.binary)('on deno, the least permissions that it takes', async () => {
  const args = ['run', '--allow-net=127.0.0.1:0', ...denoFlags, fileOf('./hosts/deno.ts'), '{"port":0}']
  await using program = new Program(deno!.binary!, args)
  await program.printed(/"port":\d+/)
})

describe('a call that serves by another name says its own', () => {
  const app = new Hono()
  const wrong = { port: 3000 } as object

  test('attach', () => {
    const attached = (...args: unknown[]) => Reflect.apply(attach, undefined, [createHttpServer(), ...args])
    expect(() => attached(app, wrong)).toThrow('port is no option of attach; it is one of serve')
    expect(() => attached(undefined)).toThrow('The second argument is not the app itself: attach(server, app).')
  })

  test('worker', () => {
    expect(() => worker(app, wrong)).toThrow('port is no option of worker; it is one of serve')
    expect(() => worker(app, { roomTimeout: 0 })).toThrow('roomTimeout is 0; it takes a number above 0')
    expect(() => worker(wrong as Hono)).toThrow('The first argument is not the app itself: worker(app).')
  })

  test('close', async () => {
    const server = await serve(app)
    await expect(server.close({ timeout: 0 })).rejects.toThrow('timeout is 0; it takes a number above 0')
    await server.close()
  })
})
