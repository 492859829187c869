import { posix } from 'node:path'
import { type AstNode, importsOf, isNode, walk } from './ast.ts'

/** The text of each module by its path from the root, with forward slashes. */
export type Modules = ReadonlyMap<string, string>

interface Floor {
  /** The modules that it speaks about; the first floor that fits is taken. */
  readonly of: RegExp
  /** The modules that these may import, besides those of their own folder (the first group of `of`). */
  readonly modules: RegExp
  readonly packages: RegExp
  readonly lines: number
  /** What it may not use: a runtime's globals, and in the core a clock, timers and randomness too. */
  readonly without?: readonly ReadonlySet<string>[]
}

/** Globals that only some runtimes have. */
const runtimes = new Set([...'process Deno Bun Buffer global require __dirname __filename'.split(' '), 'WebSocketPair'])
const clocks = new Set([
  ...['Date.now', 'new Date()', 'performance.now', 'setTimeout', 'setInterval', 'setImmediate', 'AbortSignal.timeout'],
  ...['Math.random', 'crypto.randomUUID', 'crypto.getRandomValues'],
])

const nothing = /^$/

const floors: readonly Floor[] = [
  { of: /^(src\/channel\/)/, modules: nothing, packages: nothing, lines: 350, without: [runtimes, clocks] },
  { of: /^(src\/client\/)/, modules: /^src\/channel\//, packages: nothing, lines: 350, without: [runtimes, clocks] },
  {
    of: /^(src\/channels\/)/,
    modules: /^src\/(?!client\/|testing\/)/,
    packages: /^hono$/,
    lines: 350,
    without: [runtimes, clocks],
  },
  {
    of: /^(src\/testing\/)/,
    modules: /^src\/(?!client\/)/,
    // The app under test wears the middleware that users wear.
    packages: /^hono(\/[a-z-]+)?$/,
    lines: 350,
    without: [runtimes],
  },
  { of: /^(src\/)/, modules: nothing, packages: /^hono(\/ws|\/route)?$/, lines: 350, without: [runtimes, clocks] },
  {
    of: /^(adapters\/node\/)/,
    modules: /^(src\/|adapters\/[a-z-]+\.ts)/,
    packages: /^(node:.+|ws|@hono\/node-server(\/.+)?|hono)$/,
    lines: 150,
  },
  { of: /^(adapters\/bun\/)/, modules: /^(src\/|adapters\/[a-z-]+\.ts)/, packages: /^(node:.+|bun|hono)$/, lines: 150 },
  { of: /^(adapters\/deno\/)/, modules: /^(src\/|adapters\/[a-z-]+\.ts)/, packages: /^(node:.+|hono)$/, lines: 150 },
  {
    of: /^(adapters\/workers\/)/,
    modules: /^(src\/|adapters\/[a-z-]+\.ts)/,
    packages: /^(cloudflare:.+|@cloudflare\/workers-types|hono)$/,
    lines: 150,
  },
  { of: /^(adapters\/memory\/)/, modules: /^(src\/|adapters\/[a-z-]+\.ts)/, packages: /^hono$/, lines: 150 },
  { of: /^(adapters\/)[a-z-]+\.ts$/, modules: /^src\//, packages: /^hono$/, lines: 150, without: [runtimes] },
  { of: /^(testing\/)/, modules: /^(src|adapters)\//, packages: /^(node:.+|ws|vitest|hono)$/, lines: 350 },
  {
    of: /^(app\/)/,
    modules: nothing,
    packages: /^(node:.+|jackfield(\/.+)?|hono(\/.+)?|selfsigned|esbuild|zod)$/,
    lines: 350,
  },
]

/** All breaches of the floors, one a line: `file: what`. */
export function breaches(modules: Modules): string[] {
  return [...[...modules].flatMap(([path, text]) => breachesOf(path, text)), ...circles(modules)]
}

function breachesOf(path: string, text: string): string[] {
  const floor = floors.find((one) => one.of.test(path))
  if (!floor) return [`${path}: on no floor`]
  const found: string[] = []
  const own = floor.of.exec(path)?.[1] ?? ''
  for (const specifier of importsOf(text)) {
    const target = resolve(path, specifier)
    if (target === undefined) {
      if (!floor.packages.test(specifier)) found.push(`may not import ${specifier}`)
    } else if (!inOwnFolder(own, target) && !floor.modules.test(target)) found.push(`may not import ${target}`)
  }
  const lines = text.split('\n').length - 1
  if (lines > floor.lines) found.push(`${lines} lines, over ${floor.lines}`)
  if (/@ts-(ignore|expect-error|nocheck)/.test(text)) found.push('silences the compiler')
  for (const { node, parent, key } of walk(text)) {
    if (node.type === 'TSAsExpression' && (node.typeAnnotation as AstNode).type === 'TSAnyKeyword') found.push('as any')
    const name = floor.without && nameUsed(node, parent, key)
    if (name && floor.without?.some((names) => names.has(name))) found.push(`uses ${name}`)
  }
  return [...new Set(found)].map((what) => `${path}: ${what}`)
}

/**
 * `src/client/`, `src/testing/` and `src/channels/` lie within `src/`, which may not reach into them but for the types of a
 * channel's route; so do the runtimes in `adapters/`.
 */
function inOwnFolder(own: string, target: string): boolean {
  if (!target.startsWith(own)) return false
  if (own === 'src/') return !/^src\/(client\/|testing\/|channels\/(?!(types|channel-route)\.ts))/.test(target)
  return own !== 'adapters/' || /^adapters\/[^/]+$/.test(target)
}

/** The global, or the member of one, that a node may stand for. */
function nameUsed(node: AstNode, parent?: AstNode, key?: string): string | undefined {
  if (node.type === 'NewExpression' && isNode(node.callee)) {
    return `new ${nameOf(node.callee)}(${(node.arguments as unknown[]).length === 0 ? '' : '...'})`
  }
  if (node.type === 'MemberExpression' && isNode(node.object) && isNode(node.property)) {
    const object = nameOf(node.object)
    return object === 'globalThis' ? nameOf(node.property) : `${object}.${nameOf(node.property)}`
  }
  const isMember = key === 'property' && !parent?.computed
  return node.type === 'Identifier' && !isMember && !isKey(parent, key) ? nameOf(node) : undefined
}

/** `{ process: 1 }`, a method, a field, or a member of an interface; not `{ process }`. */
function isKey(parent?: AstNode, key?: string): boolean {
  return key === 'key' && !parent?.computed && !parent?.shorthand
}

function nameOf(node: AstNode): string | undefined {
  if (node.type === 'Literal') return String(node.value)
  return node.type === 'Identifier' ? String(node.name) : undefined
}

function resolve(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined
}

/** Each circle of imports once, from its first module in the alphabet. */
function circles(modules: Modules): string[] {
  const found = new Set<string>()
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) {
      const circle = trail.slice(start)
      const first = circle.indexOf([...circle].sort()[0] ?? '')
      const turned = [...circle.slice(first), ...circle.slice(0, first)]
      found.add(`${[...turned, turned[0]].join(' -> ')}: a circle`)
      return
    }
    if (done.has(path)) return
    for (const specifier of importsOf(modules.get(path) ?? '')) {
      const target = resolve(path, specifier)
      if (target !== undefined) visit(target, [...trail, path])
    }
    done.add(path)
  }
  for (const path of [...modules.keys()].sort()) visit(path, [])
  return [...found]
}
