import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { connect } from 'jackfield/testing/node'
import { afterEach, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const wrangler = join(dirname(createRequire(import.meta.url).resolve('wrangler/package.json')), 'bin/wrangler.js')

let end = () => {}
afterEach(() => end())

/** `wrangler dev` on the root's wrangler.toml. It leaves orphans when it is killed, so its whole group is ended. */
const startWrangler = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const args = [
      wrangler,
      'dev',
      '--ip',
      '127.0.0.1',
      '--port',
      '0',
      '--inspector-port',
      '0',
      '--show-interactive-dev-session=false',
    ]
    const scratch = mkdtempSync(join(tmpdir(), 'jackfield-'))
    const child = spawn(process.execPath, args, {
      cwd: root,
      detached: true,
      env: { ...process.env, NO_COLOR: '1', TMPDIR: scratch },
    })
    end = () => {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
      rmSync(scratch, { recursive: true, force: true })
    }
    let output = ''
    const read = (bytes: Buffer) => {
      output += bytes
      const url = /Ready on (http:\S+)/.exec(output)?.[1]
      if (url) resolve(url)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`wrangler ended with ${code}:\n${output}`)))
  })

test('wrangler dev runs the control room, whose chat says early that a Worker has no topics', async () => {
  const url = await startWrangler()
  const page = await fetch(url)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('Control room')

  const peer = await connect({ origin: new URL(url).origin }, '/ws')
  expect(peer.status).toBe(101)
  expect(await peer.closed).toEqual({ code: 1011, reason: 'topics_unavailable' })
}, 30_000)
