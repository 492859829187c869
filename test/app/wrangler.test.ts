import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { connect } from 'jackfield/client'
import { afterEach, expect, test } from 'vitest'
import { chat } from '../../app/channels.ts'

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

/** A page of the chat, with the lines that it hears and how many it knows to be there. */
const enter = (url: string) => {
  const socket = connect(chat, url)
  const lines: object[] = []
  socket.on('said', (line) => lines.push(line))
  socket.on('announced', (line) => lines.push(line))
  const people = () => socket.members.current.list.map(({ data }) => data.name)
  socket.members.subscribe(() => {})
  return { socket, lines, people }
}

test('wrangler dev bundles the page and runs the control room, and its chat goes through a room', async () => {
  const url = await startWrangler()
  const page = await fetch(url)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('Control room')
  const { origin } = new URL(url)
  expect(await (await fetch(`${origin}/main.js`)).text()).toContain('jackfield.1')

  const [ada, bob] = [enter(`${origin}/ws?name=Ada`), enter(`${origin}/ws?name=Bob`)]
  await expect.poll(bob.people, { timeout: 10_000 }).toHaveLength(2)
  expect(await ada.socket.call('say', { text: 'hello' })).toMatchObject({ from: 'Ada', text: 'hello' })
  await expect.poll(() => bob.lines).toMatchObject([{ from: 'Ada', text: 'hello' }])

  const body = JSON.stringify({ text: 'Doors open at nine' })
  const headers = { 'content-type': 'application/json' }
  const announced = await fetch(`${origin}/announce`, { method: 'POST', headers, body })
  expect(await announced.json()).toEqual({ sent: 2, dropped: 0 })
  await expect.poll(() => ada.lines).toMatchObject([{ text: 'Doors open at nine' }])
  ada.socket.close()
  bob.socket.close()
}, 60_000)
