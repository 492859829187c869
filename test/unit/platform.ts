import type { Clock } from '../../adapters/memory/clock.ts'
import { webPlatform } from '../../adapters/platform.ts'
import type { Platform } from '../../src/seam.ts'

/** A platform whose time is the clock's. */
export const platformOn = (clock: Clock, more: Partial<Platform> = {}): Platform =>
  webPlatform('test', { now: () => clock.now(), timer: (fn, ms) => clock.timer(fn, ms), ...more })
