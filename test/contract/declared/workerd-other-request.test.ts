import { match, open } from '../../../src/testing/expect.ts'
import { observe } from './bare.ts'

// TP01 to TP04. https://developers.cloudflare.com/workers/runtime-apis/websockets/
observe('workerd', "sending on another request's socket throws", async (bare) => {
  const first = await open(bare, '/')
  const second = await open(bare, '/')
  second.send('other')
  match(String(await second.next()), /Cannot perform I\/O on behalf of a different request/, 'the error')
  first.close(1000)
})
