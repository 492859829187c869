import type { Declaration } from '../../src/index.ts'

/** What Node cannot give. */
export const declares: readonly Declaration[] = []
