import { nextClose, openRaw } from '../../../src/testing/cases/probes.ts'
import { equal, match, open } from '../../../src/testing/expect.ts'
import { textFrame } from '../../../src/testing/frames.ts'
import { observe } from './bare.ts'

// LC05c, FT03e and FT04. https://github.com/cloudflare/workerd/issues/3664
observe('workerd', 'a socket has no method that cuts it, and none that pings', async (bare) => {
  const peer = await open(bare, '/')
  peer.send('methods')
  equal(await peer.next(), '', 'methods that would cut, or ping')
})

observe('workerd', 'after close() the stream stays open for as long as the peer does not answer', async (bare) => {
  const raw = await openRaw(bare, '/')
  raw.write(textFrame('close 1000'))
  equal((await nextClose(raw)).code, 1000, 'the close frame')
  match(await raw.read(1, 1_500).then(String, String), /within 1500 ms/, 'what comes then')
})
