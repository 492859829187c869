import { equal, open } from '../../../src/testing/expect.ts'
import { observe } from './bare.ts'

// MS04b. Missing in workerd 1.20261023, there in 1.20261117: https://developers.cloudflare.com/workers/runtime-apis/websockets/
observe('workerd', 'a socket has no bufferedAmount, and sends all the same', async (bare) => {
  const peer = await open(bare, '/')
  peer.send('flood')
  for (let count = 0; count < 24; count++) equal(((await peer.next()) as ArrayBuffer).byteLength, 2 ** 20, 'a message')
  equal(await peer.next(), 'undefined', 'bufferedAmount')
})
