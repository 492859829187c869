import v8 from 'node:v8'

type Make = (source: string, flags: string, limit: number) => RegExp

// V8 makes such a regular expression for its own tests: it finds nothing once it has gone back so often.
v8.setFlagsFromString('--allow-natives-syntax')
const make = new Function(
  'source',
  'flags',
  'limit',
  'return %NewRegExpWithBacktrackLimit(source, flags, limit)',
) as Make
v8.setFlagsFromString('--no-allow-natives-syntax')

const made = new Map<string, RegExp>()

const limited = (rule: RegExp, limit: number): RegExp => {
  const name = `${limit} ${rule}`
  const copy = made.get(name) ?? make(rule.source, rule.flags, limit)
  made.set(name, copy)
  return copy
}

/** Where the next match ends, if it is found by going back a few times for each of so many characters. */
const endOfNext = (rule: RegExp, text: string, from: number, characters: number): number | undefined => {
  const copy = limited(rule, 1 << Math.ceil(Math.log2(characters * 32 + 64)))
  copy.lastIndex = from
  return copy.test(text) ? copy.lastIndex : undefined
}

/**
 * Whether a global rule goes through a text in time that grows as the text does: between one match and the end of the
 * next it goes back so many times a character as it has alternatives. Counted, not timed. The tail must have a match.
 */
export const isLinear = (rule: RegExp, text: string, tail: string): boolean => {
  const whole = text + tail
  // Without the optimization every step back counts.
  v8.setFlagsFromString('--no-regexp-optimization')
  try {
    for (let from = 0; from <= text.length; ) {
      const end = endOfNext(rule, whole, from, text.length - from)
      if (end === undefined || endOfNext(rule, whole, from, end - from) !== end) return false
      from = end
    }
    return true
  } finally {
    v8.setFlagsFromString('--regexp-optimization')
  }
}
