import { parseAst } from 'vitest/node'

/** A node of the syntax tree, as loosely as a walk needs it. */
export interface AstNode {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

export const isNode = (value: unknown): value is AstNode =>
  typeof value === 'object' && value !== null && typeof (value as AstNode).type === 'string'

/** Every node of a TypeScript module with its parent and its key there; parents first. */
export function* walk(text: string): Generator<{ node: AstNode; parent?: AstNode; key?: string }> {
  const root: unknown = parseAst(text, { lang: 'ts' })
  if (isNode(root)) yield* visit(root)
}

function* visit(node: AstNode, parent?: AstNode, key?: string): ReturnType<typeof walk> {
  yield { node, parent, key }
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* visit(child, node, name)
  }
}

/** What a module imports, types and `import()` included. */
export function importsOf(text: string): string[] {
  const found = new Set<string>()
  for (const { node } of walk(text)) {
    const source = node.source
    if (isNode(source) && typeof source.value === 'string') found.add(source.value)
  }
  return [...found]
}
