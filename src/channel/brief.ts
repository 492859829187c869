import type { SchemaIssue } from './schema.ts'
import { sizeOf } from './text.ts'

/** What is wrong with a message, as the wire tells it. */
export interface Issue {
  readonly path: readonly (string | number)[]
  readonly message: string
}

const mostIssues = 5
const mostBytes = 1024

/** Short enough to fit alone, even if JSON escapes every unit of it. */
const cutLength = 150

const segmentOf = (part: PropertyKey | { readonly key: PropertyKey }): string | number => {
  const key = typeof part === 'object' ? part.key : part
  return typeof key === 'number' ? key : String(key)
}

/** A schema is a stranger's code: what it calls an issue need not be one. */
const toIssue = (found: SchemaIssue): Issue => {
  try {
    const { path, message } = found
    // Not by its own map(): arktype's paths are of a class of their own.
    return { path: Array.isArray(path) ? Array.from(path, segmentOf) : [], message: String(message) }
  } catch {
    return { path: [], message: 'the schema itself failed' }
  }
}

/**
 * What the sender of a message is told of what a schema has found wrong with it: at most 5 issues and 1 KiB of JSON, of
 * each only its path and its message, as other members may hold the value.
 */
export const brief = (issues: readonly SchemaIssue[]): Issue[] => {
  const told: Issue[] = []
  let size = '['.length
  for (const found of issues.slice(0, mostIssues)) {
    const issue = toIssue(found)
    size += sizeOf(JSON.stringify(issue)) + ','.length
    if (size <= mostBytes) told.push(issue)
    else if (told.length > 0) break
    else return [{ path: [], message: issue.message.slice(0, cutLength) }]
  }
  return told
}
