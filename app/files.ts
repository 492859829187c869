import { readFile } from 'node:fs/promises'

/** The page's files as build.js has left them on the disk: Node, Bun and Deno read them alike. */
export const filesOnDisk = (name: string): Promise<Uint8Array<ArrayBuffer> | null> =>
  readFile(new URL(`../.cache/page/${name}`, import.meta.url)).catch(() => null)
