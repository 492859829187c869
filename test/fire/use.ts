import { until } from '../../src/testing/expect.ts'
import type { Server } from './server.ts'

/** What a server has in use. */
export interface Use {
  readonly bytes: number
  readonly descriptors: number
}

export async function useOf(server: Server): Promise<Use> {
  return { bytes: await server.memory(), descriptors: server.descriptors }
}

/** Waits until no more descriptors are in use than before, and less than `spare` more bytes. */
export async function untilFlat(server: Server, before: Use, spare: number): Promise<Use> {
  const after = { ...before }
  const added = () => `no more in use than ${JSON.stringify(before)}; it is ${JSON.stringify(after)}`
  const areBytesFree = async () => {
    after.bytes = await server.memory()
    return after.bytes - before.bytes < spare
  }
  const areDescriptorsFree = () => {
    after.descriptors = server.descriptors
    return after.descriptors <= before.descriptors
  }
  await until(areBytesFree, added)
  await until(areDescriptorsFree, added)
  return after
}
