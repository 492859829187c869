import { readFileSync } from 'node:fs'
import { differences } from './differences/index.ts'
import { rows } from './rows.ts'
import { type Cell, cellOf, columns } from './table.ts'

const parts = {
  frames: 'Frames, after a good handshake to an echo',
  handshakes: 'Handshakes',
  targets: 'Request targets, and bodies of plain requests',
} as const

const versions = (): string => {
  const file = new URL('../runtimes/package.json', import.meta.url)
  const { optionalDependencies } = JSON.parse(readFileSync(file, 'utf8')) as {
    optionalDependencies: Record<string, string>
  }
  return Object.entries(optionalDependencies)
    .map(([name, version]) => `${name} ${version.replace(/^npm:node@/, '')}`)
    .join(', ')
}

const intro = () => `# The wire, byte by byte

What a peer sends as raw bytes, and what it must see, on every runtime: by RFC 6455, RFC 9110, RFC 9112 and the URL Standard,
and by our own contract where these leave a choice. Every cell is asserted (\`npm run test:wire\`), also those where a runtime
does otherwise: these are declared below, and fail once the runtime complies. This page is printed: \`node test/wire/print.ts\`.

${versions()}.
`

const line = (texts: readonly (string | number)[]): string => `| ${texts.join(' | ')} |`
const table = (head: readonly string[], lines: readonly (readonly (string | number)[])[]): string =>
  [line(head), line(head.map(() => '---')), ...lines.map(line)].join('\n')

/** Text of a case as it is: whatever Markdown would make of it is spelt by its number, and what cannot be seen is named. */
const plain = (text: string): string =>
  text
    .replace(/[\x00-\x1f\x7f-\x9f]/g, (letter) => `U+${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/[\\`*_[\]<>&|~]/g, (letter) => `&#${letter.charCodeAt(0)};`)

/** The number of the difference, and what is seen where that is short. */
const note = ({ declared: [difference], text }: Cell): string => {
  if (!difference) return '✓'
  const number = differences.indexOf(difference) + 1
  return text.length > 12 ? String(number) : `${number}: ${plain(text)}`
}

const cellsOf = (row: (typeof rows)[number]) => columns.map((column) => cellOf(row, column))

const counts = (): string => {
  const groups = Map.groupBy(rows, ({ part, group }) => `${part}: ${group}`)
  const asExpected = (of: typeof rows) =>
    columns.map((column) => of.filter((row) => cellOf(row, column).declared.length === 0).length)
  return table(
    ['cases', 'in all', ...columns],
    [...groups, ['all', rows] as const].map(([name, of]) => [name, of.length, ...asExpected(of)]),
  )
}

const declared = (): string => {
  const where = (difference: (typeof differences)[number]) => {
    const cells = rows.flatMap(cellsOf).filter((cell) => cell.declared.includes(difference))
    return [[...new Set(cells.map(({ column }) => column))].join(', '), new Set(cells.map(({ row }) => row)).size]
  }
  return table(
    ['', 'on', 'cases', 'what is seen instead'],
    differences.map((difference, index) => {
      const [on = '', size = 0] = where(difference)
      return [index + 1, on, size, `${difference.what} ([source](${difference.cause}))`]
    }),
  )
}

const whole = (): string =>
  Object.entries(parts)
    .map(([part, title]) => {
      const lines = rows.filter((row) => row.part === part)
      const body = lines.map((row) => [plain(row.id), plain(row.expected), ...cellsOf(row).map(note)])
      return `<details><summary>${title}: ${lines.length} cases</summary>\n\n${table(['case', 'expected', ...columns], body)}\n\n</details>\n`
    })
    .join('\n')

/** docs/wire.md. */
export const page = (): string => `${intro()}
## As expected

${counts()}

## What a runtime does otherwise

${declared()}

## Every case

What the peer sees, with payloads in hexadecimal or by size and checksum; behind the dot what the handlers see. \`alive\`: the
connection goes on, and ends as the peer wishes. A number is a row of the table above. So \`text 203f, alive · 1 × message, close
1000\` is an echo of two bytes, a connection that then goes on, and handlers that saw one message and a close of 1000.

${whole()}`
