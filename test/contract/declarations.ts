import type { Declaration } from '../../src/seam.ts'
import type { Runtime } from './runtimes.ts'

/** What the adapter declares; its file imports no runtime, so that it can be read here. */
export async function declarationsOf({ adapter }: Pick<Runtime, 'adapter'>): Promise<readonly Declaration[]> {
  const file = new URL(`../../adapters/${adapter}/declares.ts`, import.meta.url)
  const { declares } = (await import(file.href)) as { declares: readonly Declaration[] }
  return declares
}
