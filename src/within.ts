import type { Platform } from './seam.ts'

/** Waits for some work, but no longer than so many milliseconds: with `undefined` if it takes longer. */
export const within = <T>(platform: Platform, ms: number, work: Promise<T>): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    const cancel = platform.timer(() => resolve(undefined), ms)
    work.then(resolve, reject).finally(cancel)
  })
