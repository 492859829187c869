import process from 'node:process'
import type { Runtime } from './runtimes.ts'

/** Whether a runtime is installed here. If not, that is said; in CI it is a failure. */
export function isPresent({ name, binary }: Runtime): boolean {
  if (binary !== undefined) return true
  const missing = `${name}: its binary is not installed on this machine`
  if (process.env['CI']) throw new Error(missing)
  console.warn(`${missing}: passed over`)
  return false
}
