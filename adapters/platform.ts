import type { Platform } from '../src/adapter.ts'

// A longer delay would fire at once: https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timers
export const longestTimer: number = 2 ** 31 - 1

/** A platform of what every runtime has by the web's own names: clock, timers, randomness and ids. */
export const webPlatform = (name: string, more: Partial<Platform> = {}): Platform => ({
  name,
  now: () => performance.now(),
  date: () => Date.now(),
  timer(fn, ms) {
    const timer = setTimeout(fn, Math.min(ms, longestTimer))
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
  id: () => crypto.randomUUID(),
  encode: (data) => (data instanceof ArrayBuffer ? new Uint8Array(data) : data),
  ...more,
})
