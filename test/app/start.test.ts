import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { endControlRooms, isInstalled, type Runtime, runtimes, startControlRoom } from './control-room.ts'

afterEach(endControlRooms)

for (const runtime of runtimes) {
  describeOn(runtime, 'the page and the port', () => {
    test('serves the page with its policy, and nothing beside it', async () => {
      const { url } = await startControlRoom({ runtime })
      const page = await fetch(url)
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/)
      expect(await page.text()).toContain('<title>Control room')
      expect((await fetch(`${url}/main.js`)).headers.get('content-type')).toBe('text/javascript; charset=utf-8')
      for (const path of ['/tsconfig.json', '/..%2fapp.ts', '/no-such-file.js']) {
        expect((await fetch(url + path)).status).toBe(404)
      }
    })

    test('takes the next port when one is taken, and says so', async () => {
      const first = await startControlRoom({ runtime })
      const second = await startControlRoom({ runtime, port: first.port })
      expect(second.port).toBeGreaterThan(first.port)
      expect(second.output).toContain(`(port ${first.port} is taken)`)
      expect((await fetch(second.url)).status).toBe(200)
    })
  })
}

for (const runtime of ['node', 'bun', 'deno'] as const) {
  describeOn(runtime, 'the drain and TLS', () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      test(`drains on ${signal}: a page sees 1001, and the exit code is 0`, async () => {
        const room = await startControlRoom({ runtime })
        const socket = await connect(room.url)
        const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener('close', resolve))
        expect(await room.end(signal)).toBe(0)
        expect(await closed).toMatchObject({ code: 1001, wasClean: true })
        expect(room.output).toMatch(/stop +Ctrl-C\n\n$/)
      })
    }

    test('--tls: https and wss with a certificate of its own', async () => {
      const { url } = await startControlRoom({ runtime, args: ['--tls'] })
      expect(url).toMatch(/^https:\/\/127\.0\.0\.1:/)
      // A process of its own, since it has to trust another CA.
      const script = `const socket = new WebSocket('${url.replace('https', 'wss')}/ws', 'jackfield.1')
        socket.onmessage = ({ data }) => { console.log(data); process.exit() }`
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: '.cache/tls/ca.crt' }
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env })
      expect(JSON.parse(stdout)).toMatchObject({ type: 'welcome' })
    })
  })
}

test('PORT in the environment names the port', async () => {
  const { port } = await startControlRoom()
  await endControlRooms()
  expect((await startControlRoom({ env: { PORT: String(port) } })).port).toBe(port)
})

test('the launcher: a mistake on the command line is answered with what can be written', async () => {
  const launcher = promisify(execFile)(process.execPath, ['app/start.js', '--prot', '80'])
  await expect(launcher).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/Usage: npm start -- \[--port.*--workers/s),
  })
})

/** A runtime that is missing on a user's machine is passed over. */
function describeOn(runtime: Runtime, title: string, suite: () => void): void {
  const here = isInstalled(runtime)
  describe.skipIf(!here)(`${runtime}: ${title}${here ? '' : ' (passed over: it is not installed)'}`, suite)
}

async function connect(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, 'jackfield.1')
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = reject
  })
  return socket
}
