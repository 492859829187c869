type Cell = string | number | undefined

const line = (cells: readonly Cell[]): string => `| ${cells.map((cell) => cell ?? '–').join(' | ')} |`

/** A table of figures, which stand to the right; rows in which nothing was measured are left out. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const measured = rows.filter(([, ...figures]) => figures.some((figure) => figure !== undefined))
  if (measured.length === 0) return 'Not measured.'
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...measured.map(line)].join('\n')
}

/** A table of words. */
export const listing = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')

const printed = (value: number, digits: number): string =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** A whole number. */
export const count = (value: number): string => printed(value, 0)

/** A number with three digits that mean something, as no measurement here has more. */
export const about = (value: number): string =>
  value.toLocaleString('en', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 })

/** A ratio. */
export const factor = (value: number): string => printed(value, value < 9.995 ? 2 : 1)

/** Bytes in KiB. */
export const kib = (bytes: number): string => printed(bytes / 1024, 1)

/** A share of one. */
export const percent = (share: number): string =>
  `${(share * 100).toLocaleString('en', { maximumFractionDigits: share < 0.1 ? 1 : 0 })} %`

/** Names in a row: "a, b and c". */
export const enumerate = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** The text of what there is. */
export const ifAny = <T>(value: T | undefined, print: (value: T) => string): string | undefined =>
  value === undefined ? undefined : print(value)
