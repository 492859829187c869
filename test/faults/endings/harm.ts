import { equal } from '../../../src/testing/expect.ts'
import type { Server } from '../server.ts'
import { converse } from './conversation.ts'

/** 1 for an act after which somebody else's connection is not served any more, or a newcomer; 0 for a harmless one. */
export async function harmOf(server: Server, act: () => Promise<unknown>): Promise<number> {
  try {
    const bystander = await server.connect('/endings/talk')
    await act()
    bystander.send('still there')
    equal(await bystander.next(), 'still there', 'the echo to a bystander')
    bystander.close(1000)
    await bystander.closed
    await converse(server.origin)
    return 0
  } catch {
    return 1
  }
}
