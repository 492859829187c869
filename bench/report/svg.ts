const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

type Attributes = Readonly<Record<string, string | number>>

const written = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 10) / 10) : escaped(value)

/** An element with others in it. */
export function element(name: string, attributes: Attributes, ...inside: readonly string[]): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${written(value)}"`)
  return inside.length === 0 ? `<${name}${list.join('')}/>` : `<${name}${list.join('')}>${inside.join('')}</${name}>`
}

/** A line of text whose baseline begins at a point, or ends or is centred there. */
export const text = (x: number, y: number, content: string, kind = '', anchor = 'start'): string =>
  element('text', { x, y, ...(kind && { class: kind }), 'text-anchor': anchor }, escaped(content))

/** A straight line. */
export const line = (x1: number, y1: number, x2: number, y2: number, kind: string): string =>
  element('line', { x1, y1, x2, y2, class: kind })

// A picture in a page sees the reader's theme by this query alone, and has a ground of its own for where it does not.
const style = `
text{font:15px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:var(--ink)}
.title{font-weight:600;font-size:18px}.head{font-weight:600;paint-order:stroke;stroke:var(--ground);stroke-width:8px}.quiet{fill:var(--quiet)}.small{font-size:13px}
.number{font-variant-numeric:tabular-nums}.ours{fill:var(--ours)}text.ours{font-weight:600}.others{fill:var(--others)}
.ground{fill:var(--ground);stroke:var(--rule)}.rule{stroke:var(--rule)}.base{stroke:var(--ink);stroke-width:1.5}
.curve{fill:none;stroke-width:1.5;stroke:var(--others);stroke-linejoin:round}
.curve.ours{stroke:var(--ours);stroke-width:3}.curve.base{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 4}
.dot{stroke:var(--ground);stroke-width:1.5}.dot.base{fill:var(--ink);stroke:var(--ground)}
svg{--ground:#fffdfa;--ink:#1c1f24;--quiet:#5c6068;--rule:#ddd8cd;--ours:#a84d00;--others:#8f939a}
@media (prefers-color-scheme:dark){
svg{--ground:#191c20;--ink:#eceae5;--quiet:#9aa0a9;--rule:#343a42;--ours:#ffb054;--others:#7c828b}}
`

/** A picture for pages: what it is, and what it says, for those who do not see it. */
export interface About {
  readonly title: string
  readonly says: string
}

/** The width of every picture: its text is still read where a page has half of it. */
export const width = 600
/** What is left free at the sides. */
export const margin = 20

/** A whole picture. */
export function picture({ title, says }: About, height: number, inside: readonly string[]): string {
  const size = { viewBox: `0 0 ${width} ${Math.ceil(height)}`, width, height: Math.ceil(height) }
  const root = { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img', 'aria-labelledby': 'title says' }
  const ground = element('rect', {
    x: 0.5,
    y: 0.5,
    width: width - 1,
    height: Math.ceil(height) - 1,
    rx: 10,
    class: 'ground',
  })
  const words = [element('title', { id: 'title' }, escaped(title)), element('desc', { id: 'says' }, escaped(says))]
  return `${element('svg', root, `\n${[...words, element('style', {}, style), ground, ...inside].join('\n')}\n`)}\n`
}
