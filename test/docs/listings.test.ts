import { expect, test } from 'vitest'
import { listingsOfModule, listingsOfPage } from './listings.ts'

test('a page: files, entries, examples', () => {
  const page = `# Title

\`\`\`ts
// app.ts
export const app = 1
\`\`\`

\`\`\`sh
npm ci
\`\`\`

1. Serve it:

   \`\`\`ts
   // server.ts (deno serve)
   if (true) {
     import './app.ts'
   }
   \`\`\`

\`\`\`ts
console.log(1)
\`\`\`
`
  expect(listingsOfPage(page, 'a.md')).toEqual([
    { at: 'a.md:4', file: 'app.ts', runtime: undefined, text: '// app.ts\nexport const app = 1\n' },
    {
      at: 'a.md:15',
      file: 'server.ts',
      runtime: 'deno serve',
      text: "// server.ts (deno serve)\nif (true) {\n  import './app.ts'\n}\n",
    },
    { at: 'a.md:22', file: undefined, runtime: undefined, text: 'console.log(1)\n' },
  ])
})

test('a module: the listings of its docstrings', () => {
  const text = `const a = 1
/**
 * Words.
 *
 * @example
 * \`\`\`ts
 * // Bun
 * if (a) {
 *   b()
 * }
 * \`\`\`
 */
export function b() {}
  /** \`\`\`ts is no listing here. */
`
  expect(listingsOfModule(text, 'b.ts')).toEqual([
    { at: 'b.ts:7', file: undefined, runtime: 'Bun', text: '// Bun\nif (a) {\n  b()\n}\n' },
  ])
})
