import { readFileSync } from 'node:fs'

/** The whole page. */
export const pageText: string = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8')

/** The one block of docs/deploy.md whose first line is a comment of this title: what stands there is what is tested. */
export function blockOf(title: string): string {
  const blocks = [...pageText.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, text = '']) => text)
  const [found, ...more] = blocks.filter((text) => text.startsWith(`# ${title}\n`))
  if (found === undefined || more.length > 0) throw new Error(`docs/deploy.md has not one block "# ${title}"`)
  return found
}

/** A block with other values where a reader puts others too. Each of them must stand there. */
export function withValues(block: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`no ${JSON.stringify(from)} in\n${text}`)
    return text.replaceAll(from, () => to)
  }, block)
}

/** A block without the one line that begins so: how a configuration goes wrong. */
export function withoutLine(block: string, start: string): string {
  const lines = block.split('\n')
  const rest = lines.filter((line) => !line.trim().startsWith(start))
  if (rest.length !== lines.length - 1)
    throw new Error(`not one line begins with ${JSON.stringify(start)} in\n${block}`)
  return rest.join('\n')
}
