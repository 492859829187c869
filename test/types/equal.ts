/** Whether two types are the same, `any` told from all others. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Fails to compile unless told `true`: `assert<Equal<typeof value, string>>()`. */
export function assert<_Fact extends true>(): void {}
