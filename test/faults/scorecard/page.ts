/** Puts texts between the marks of a page that have their names. */
export function insert(page: string, texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts).reduce((rest, [name, text]) => {
    const [open, close] = [`<!-- ${name}: printed by npm run scorecard -->\n`, `\n<!-- /${name} -->`]
    const [start, end] = [rest.indexOf(open), rest.indexOf(close)]
    if (start === -1 || end < start) throw new Error(`the page has no place for ${name}`)
    return rest.slice(0, start + open.length) + text + rest.slice(end)
  }, page)
}
