import type { Mutant } from '../contract/mutants/mutant.ts'

/** A planted bug: a mutant that only a run with the right interleaving shows. */
export interface Bug extends Mutant {
  readonly name: string
}
