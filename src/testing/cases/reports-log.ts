import { equal, freshId, ok, open } from '../expect.ts'
import { exchange, handshake, latin1 } from '../raw.ts'
import type { ContractCase, Target } from '../target.ts'
import { logSoFar } from './admission-probes.ts'
import { ended } from './probes.ts'

/** A line that nobody may write but the server. */
const forged = (id: string) => `jackfield error forged: ${id}`

/** All lines that have this in them are the server's own; answers how many there are. */
async function expectUnforged(target: Target, id: string): Promise<number> {
  // Whatever somebody may take for the end of a line.
  const all = (await logSoFar(target)).split(/\r\n|[\n\v\f\r\x85\u2028\u2029]/)
  const lines = all.filter((line) => line.includes(id))
  for (const line of lines) {
    const [, event] = /^jackfield (?:debug|info|warn|error) ([\w.]+)(?: \w+)?: /.exec(line) ?? []
    ok(event !== undefined && event !== 'forged', `a line of the server's own, not ${JSON.stringify(line)}`)
    // C0, DEL, C1, and the marks that turn the direction of text.
    ok(!/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(line), `no control in ${JSON.stringify(line)}`)
  }
  return lines.length
}

const breaks = ['\n', '\r\n', '\r', '\u0085', '\u2028', '\u2029', '\v', '\u001b[2K', '\u202e']

/** RP02 and RP03: what stands in the lines of the log. */
export const reportsLog: readonly ContractCase[] = [
  {
    id: 'RP02d',
    level: 'MUST',
    title: "no line has a secret of the request's, also when the app throws it",
    needs: ['guards'],
    variant: 'handshake',
    async run(target) {
      const secret = `s3cr3t-${freshId()}`
      const headers = {
        Authorization: `Bearer ${secret}`,
        Cookie: `theme=dark; session=${secret}`,
        'Sec-WebSocket-Protocol': `bearer.${secret}`,
        'X-Api-Key': secret,
      }
      const query = `access_token=${secret}&token=${secret}`
      for (const where of ['factory', 'open', 'message']) {
        const id = freshId()
        const peer = await target.connect(`/bounds/leaking/${where}?id=${id}&${query}`, { headers })
        if (peer.status === 101) {
          peer.send('now')
          await ended(peer)
        }
      }
      for (const Origin of [`https://user:${secret}@foreign.example`, 'https://foreign.example'])
        await target.connect(`/handshake/strict?${query}`, { headers: { ...headers, Origin } })
      const log = await logSoFar(target)
      ok(!log.includes(secret), `the log has a secret: ${log.slice(0, 4_000)}`)
    },
  },
  {
    id: 'RP03',
    level: 'MUST',
    title: 'what a handler throws is one line, whatever is in it',
    needs: ['guards'],
    async run(target) {
      for (const mark of breaks) {
        const id = freshId()
        const peer = await open(target, '/bounds/thrower')
        peer.send(`first${mark}${forged(id)}`)
        equal((await ended(peer)).code, 1011, 'the code')
        ok((await expectUnforged(target, id)) > 0, 'it is logged')
      }
    },
  },
  {
    id: 'RP03b',
    level: 'MUST',
    title: 'what stands in headers and targets forges no line',
    needs: ['guards', 'raw'],
    async run(target) {
      for (const mark of ['\u0085', '\u009b2K', '\u2028', '\u202e', '\t']) {
        const [ofOrigin, ofPath] = [freshId(), freshId()]
        const bytes = latin1(new TextEncoder().encode(mark))
        const Origin = `https://foreign.example${bytes}${forged(ofOrigin)}`
        const Host = 'app.example'
        const refused = await exchange(await target.raw!(), handshake(target, '/handshake/echo', { Origin, Host }))
        ok(refused.status >= 400, `it is refused, not answered ${refused.status}`)
        const path = `/handshake/${encodeURIComponent(`x${mark}${forged(ofPath)}`)}`
        await exchange(await target.raw!(), handshake(target, path, { Origin: 'https://foreign.example' }))
        // A runtime may refuse such bytes by itself.
        for (const id of [ofOrigin, ofPath]) await expectUnforged(target, id)
      }
    },
  },
  {
    id: 'RP03c',
    level: 'MUST',
    title: 'what a publish names forges no line',
    needs: ['guards', 'topics'],
    async run(target) {
      for (const mark of breaks) {
        const id = freshId()
        const body = JSON.stringify({ target: { route: `x${mark}${forged(id)}`, topic: 'news' }, data: 'hello' })
        await target.fetch('/topics/publish', { method: 'POST', body })
        equal(await expectUnforged(target, id), 1, 'lines about it')
      }
    },
  },
]
