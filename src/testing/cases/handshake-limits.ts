import { begun, elapse, equal, freshId, match, ok, openGate, rejects, untilEvent } from '../expect.ts'
import { exchange, handshake, readBody, readHead, request } from '../raw.ts'
import type { ContractCase, Target } from '../target.ts'
import { expectNotOpened, passGate } from './handshake-probes.ts'

/** Longer than what the variant `handshake` allows, and what a runtime may round it up to. */
const patience = 2_200

/** What takes too long, and what has no server. */
export const handshakeLimits: readonly ContractCase[] = [
  {
    id: 'HS15',
    level: 'MUST',
    title: 'a handshake that the factory does not decide in time gets 503 and is cut, and opens nothing later',
    variant: 'handshake',
    async run(target) {
      for (const route of ['slow', 'slow-middleware']) {
        const id = freshId()
        const connecting = begun(target.connect(`/handshake/${route}?id=${id}`))
        await untilEvent(target, id, 'waiting')
        await elapse(target, 300)
        const peer = await connecting
        equal(peer.status, 503, `the status of ${route}`)
        ok(peer.body !== '', 'the refusal has a body')
        await passGate(target, id)
        await expectNotOpened(target, id)
      }
    },
  },
  {
    id: 'HS15b',
    level: 'MUST',
    title: 'the connection of a handshake that took too long is closed',
    needs: ['raw'],
    variant: 'handshake',
    async run(target) {
      const id = freshId()
      const raw = await target.raw!()
      raw.write(handshake(target, `/handshake/slow?id=${id}`))
      const head = await readHead(raw)
      equal(head.status, 503, 'the status')
      await readBody(raw, head)
      await openGate(target, id)
      equal((await raw.readToEnd(1_000)).length, 0, 'bytes after the answer')
    },
    deviations: { deno: expectOpenAfter503, workerd: expectOpenAfter503 },
  },
  {
    id: 'HS15c',
    level: 'MUST',
    title: 'a request that is never completed is cut by the limit too',
    needs: ['raw'],
    variant: 'handshake',
    async run(target) {
      const raw = await target.raw!()
      raw.write(handshake(target, '/handshake/echo').slice(0, -2))
      const bytes = await raw.readToEnd(patience)
      ok(!new TextDecoder().decode(bytes).includes(' 101 '), 'it is not upgraded')
    },
    deviations: { bun: expectPatience, deno: expectPatience, workerd: expectPatience },
  },
  {
    id: 'HS17',
    level: 'MUST',
    title: 'a route without an adapter answers 500 and names the line to write',
    needs: ['raw'],
    variant: 'bare',
    async run(target) {
      const answer = await exchange(await target.raw!(), handshake(target, '/handshake/echo'))
      equal(answer.status, 500, 'the status')
      const line = /^workerd/.test(target.runtime)
        ? /import \{ worker \} from 'jackfield\/workers'\n\s*export default worker\(app\)/
        : new RegExp(
            `import \\{ serve \\} from 'jackfield/${target.runtime.replace(/\d+$/, '')}'\\n\\s*await serve\\(app`,
          )
      match(answer.body, line, 'the body')
      const plain = await exchange(await target.raw!(), request(target, 'GET', '/handshake/plain'))
      equal(plain.status, 203, 'a route without a socket')
    },
  },
]

async function expectOpenAfter503(target: Target): Promise<void> {
  const id = freshId()
  const raw = await target.raw!()
  equal((await exchange(raw, handshake(target, `/handshake/slow?id=${id}`))).status, 503, 'the refusal')
  await openGate(target, id)
  equal((await exchange(raw, request(target, 'GET', '/handshake/plain'))).status, 203, 'a request on its connection')
}

/** The incomplete request is still welcome after the limit. */
async function expectPatience(target: Target): Promise<void> {
  const raw = await target.raw!()
  const bytes = handshake(target, '/handshake/echo')
  raw.write(bytes.slice(0, -2))
  await rejects(raw.readToEnd(patience), 'the end of the stream')
  equal((await exchange(raw, bytes.slice(-2))).status, 101, 'the status after all')
}
