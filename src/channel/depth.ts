/** How many levels of objects and arrays a message may have, the envelope's own included. */
export const maxDepth = 32

const quote = 0x22
const backslash = 0x5c

/** Where the string ends that begins here; past the text, if it does not. */
const endOfString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); end > 0; end = text.indexOf('"', end + 1)) {
    let first = end
    while (text.charCodeAt(first - 1) === backslash) first -= 1
    if ((end - first) % 2 === 0) return end
  }
  return text.length
}

/** Whether JSON is nested too deep, told from its text: a parser would build all of it first. */
export const isTooDeep = (text: string): boolean => {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === quote) i = endOfString(text, i)
    // Brackets and braces differ in this one bit: [ and {, ] and }.
    else if ((unit | 0x20) === 0x7b) {
      depth += 1
      if (depth > maxDepth) return true
    } else if ((unit | 0x20) === 0x7d) depth -= 1
  }
  return false
}
