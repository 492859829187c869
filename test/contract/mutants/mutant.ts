/** One way to break the library, which the cases of one row must notice. */
export interface Mutant {
  /** Id of the row, for example `'HS05'`: its cases run until one fails. */
  readonly row: string
  /** The source file, from the root of the repository. */
  readonly file: string
  /** Text that is in the file exactly once. */
  readonly find: string
  readonly replace: string
  /**
   * Where the cases run: a runtime's name, or a test file of `test/contract`. Default: the runtime of a mutated
   * adapter; else memory if one of the row's cases runs there, else `node24`.
   */
  readonly runtime?: string
}
