import type { RuntimeName } from '../servers.ts'
import type { Edit } from '../tree.ts'

/** Something that makes this library faster or smaller, and what takes it away again. */
export interface Technique {
  /** What it is, as the page says it. */
  readonly name: string
  readonly edits: readonly Edit[]
  /** Where it is measured. */
  readonly shows: Readonly<Partial<Record<RuntimeName, readonly string[]>>>
}
