import { readFile } from 'node:fs/promises'

/** The page's files from the disk: Node, Bun and Deno read them alike. */
export const filesOnDisk = (name: string): Promise<Uint8Array<ArrayBuffer> | null> =>
  readFile(new URL(`page/${name}`, import.meta.url)).catch(() => null)
