import { afterAll } from 'vitest'

/** What @hono/node-server puts in the places of these is gone after the file's tests: others share the process. */
export function restoreGlobals(): void {
  const { Request, Response } = globalThis
  afterAll(() => void Object.assign(globalThis, { Request, Response }))
}
