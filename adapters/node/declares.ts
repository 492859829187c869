import type { Declaration } from '../../src/adapter.ts'

/** What Node cannot give. */
export const declares: readonly Declaration[] = []
