import { judged } from '../app/admission.ts'
import { equal, freshId, match, readLog } from '../expect.ts'
import { handshake, readHead } from '../raw.ts'
import type { ContractCase, Target } from '../target.ts'
import { expectStatus } from './admission-probes.ts'

/** Where the `Origin` is that of nobody's own host. */
const Host = 'app.example'

async function expectOrigins(target: Target, path: string, status: number, origins: readonly string[]): Promise<void> {
  for (const Origin of origins) await expectStatus(target, path, freshId(), status, { headers: { Host, Origin } })
}

/** AD01 and AD02: whose pages may connect. HS16 has what holds without any option. */
export const admissionOrigins: readonly ContractCase[] = [
  {
    id: 'AD01',
    level: 'MUST',
    title: 'an origin on the list passes by its scheme, host and effective port, and by nothing less',
    needs: ['guards'],
    async run(target) {
      await expectOrigins(target, '/admission/listed', 101, [
        'https://listed.example',
        'http://ported.example:8080',
        'https://[2001:db8::1]',
      ])
      await expectOrigins(target, '/admission/listed', 403, [
        'http://listed.example',
        'https://listed.example:444',
        'https://listed.example.',
        'https://listed.example.foreign.example',
        'https://not-listed.example',
        'https://sub.listed.example',
        'http://ported.example',
        'https://ported.example:8080',
        'http://ported.example:80801',
        'https://[2001:db8::2]',
      ])
    },
  },
  {
    id: 'AD01b',
    level: 'MUST',
    title: 'a star on the list stands for one whole label',
    needs: ['guards'],
    async run(target) {
      await expectOrigins(target, '/admission/listed', 101, [
        'https://a.wild.example',
        'https://xn--bcher-kva.wild.example',
      ])
      await expectOrigins(target, '/admission/listed', 403, [
        'https://wild.example',
        'https://a.b.wild.example',
        'https://awild.example',
        'https://.wild.example',
        'https://*.wild.example',
        'http://a.wild.example',
        'https://a.wild.example:444',
        'https://a.wild.example.foreign.example',
      ])
    },
  },
  {
    id: 'AD01c',
    level: 'MUST',
    title: 'the opaque origin passes where it is listed, and only there',
    needs: ['guards'],
    async run(target) {
      await expectOrigins(target, '/admission/opaque', 101, ['null'])
      await expectOrigins(target, '/admission/opaque', 403, ['NULL', 'null.example', 'https://null', 'about:blank'])
      await expectOrigins(target, '/admission/listed', 403, ['null'])
    },
  },
  {
    id: 'AD01d',
    level: 'MUST',
    title: 'what is no single origin gets 403, whatever it resembles',
    needs: ['guards'],
    run: (target) =>
      expectOrigins(target, '/admission/listed', 403, [
        'https://listed.example/',
        'https://listed.example/path',
        'https://listed.example?',
        'https://listed.example#',
        'https://user@listed.example',
        'https://foreign.example@listed.example',
        'https://listed.example, https://foreign.example',
        'https://foreign.example https://listed.example',
        'https:listed.example',
        'https:///listed.example',
        'https://listed.example\\',
        'https://listed%2eexample',
        '//listed.example',
        'listed.example',
      ]),
  },
  {
    id: 'AD01e',
    level: 'MUST',
    title: 'two Origin lines get 403, also if both are listed',
    needs: ['guards', 'raw'],
    async run(target) {
      for (const origins of [
        ['https://listed.example', 'https://listed.example'],
        ['https://listed.example', 'https://foreign.example'],
      ]) {
        const id = freshId()
        const raw = await target.raw!()
        raw.write(handshake(target, `/admission/listed?id=${id}`, { Origin: origins }))
        equal((await readHead(raw)).status, 403, `the status for ${origins}`)
        equal(await readLog(target, id), [], 'what the route has noted')
      }
    },
  },
  {
    id: 'AD02',
    level: 'MUST',
    title: 'a function decides on the origin alone, at once or later, and is asked once',
    needs: ['guards'],
    async run(target) {
      for (const how of ['sync', 'async']) {
        const path = `/admission/judged/${how}`
        const id = freshId()
        await expectStatus(target, path, id, 101, { headers: { Host, Origin: judged } })
        const asked = (await readLog(target, id)).filter(({ event }) => event === 'asked')
        equal(asked, [{ event: 'asked', origin: judged }], `what the ${how} function is asked`)
        await expectOrigins(target, path, 403, ['https://foreign.example', `https://${Host}`])
      }
    },
  },
  {
    id: 'AD02b',
    level: 'MUST',
    title: 'a function that answers with anything but true says no',
    needs: ['guards'],
    run: (target) => expectOrigins(target, '/admission/judged/truthy', 403, [judged, `https://${Host}`]),
  },
  {
    id: 'AD02c',
    level: 'MUST',
    title: "a function that throws or rejects gets app.onError's answer, and no factory runs",
    needs: ['guards'],
    async run(target) {
      for (const how of ['throws', 'rejects']) {
        const options = { headers: { Host, Origin: judged } }
        const peer = await expectStatus(target, `/admission/judged/${how}`, freshId(), 500, options)
        match(peer.body, /^app\.onError: origins failed/, `the body after ${how}`)
      }
    },
  },
  {
    id: 'AD02d',
    level: 'MUST',
    title: 'the list of the server holds on every route, but for those that have their own',
    needs: ['guards'],
    variant: 'bounds',
    async run(target) {
      await expectOrigins(target, '/admission/open', 101, ['https://server.example'])
      await expectOrigins(target, '/admission/open', 403, ['https://listed.example'])
      await expectOrigins(target, '/admission/listed', 101, ['https://listed.example'])
      await expectOrigins(target, '/admission/listed', 403, ['https://server.example'])
    },
  },
]
