import { bun } from './bun.ts'
import { deno } from './deno.ts'
import type { Difference } from './difference.ts'
import { node } from './node.ts'
import { shared } from './shared.ts'
import { workerd } from './workerd.ts'

export const differences: readonly Difference[] = [...shared, ...node, ...bun, ...deno, ...workerd]
