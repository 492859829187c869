const marker = '[redacted]'

// Names that give a secret away wherever they stand (`clientSecret`, `X-Api-Key`), and those that are words as well.
const strong = 'pass(?:word|wd|phrase)|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credentials?'
const weak = 'sid|sig|signature|otp|jwt|auth|sess(?:ion)?[-_]?id|session'
const headers = 'authorization|cookie|sec-websocket-protocol'

const quote = '\\\\*["\'`]?'
const is = `${quote}\\s*(?:=>?|:)\\s*`
const strongIs = `(?:${strong})(?:[-_]?(?:id|value))?${is}`

// What a value is: a quoted text, also one that was cut, and all that follows if something touches its end, for then it
// was none; else all up to a space or `&`, but for the mark that ends it.
const inside = (mark: string) => `${mark}(?:[^${mark}\\\\]|\\\\[^])*[${mark}\\\\]?`
const quoted = `(?:${inside('"')}|${inside("'")}|${inside('`')})(?:(?![\\s&,;:)}\\]"'\`]).+)?`
const bare = '[^\\s&]+(?<![:,.;)}"\'`])'
const value = `${quoted}|${bare}`

// What `code` has where it is no secret: a close code, a system's error or one of our own.
const harmless = '["\'`]?(?:\\d{1,4}|[a-z]+(?:_[a-z]+)*|E[A-Z]+\\d*|[A-Z]+(?:_[A-Z\\d]+)+)(?![^\\s&,;:"\'`)}])'

/**
 * Each finds, in its first group, what stays and, in its second, what goes, in time that grows as the text does. The
 * first end where the others might go on, and none takes a name for a value that a later one needs.
 */
export const rules: readonly RegExp[] = [
  // What JSON is in base64: a JWT, or a session.
  /((?<![A-Za-z\d]))(eyJ[\w-]{8,}[\w.+/=-]*)/g,
  /(:\/\/)([^\s/?#"`<>]+)(?=@)/g,
  new RegExp(`([?&][^\\s=&?"']+=)(${bare})`, 'g'),
  // Such a header's value may have spaces: unquoted, it is the rest of the line.
  new RegExp(`((?:${headers})(?:${is}|["'\`]\\s*,\\s*(?=["'\`])))(${quoted}|(?!\\s).+)`, 'gi'),
  new RegExp(`(\\bbearer\\s+(?!(?:auth\\w*|tokens?|schemes?|is|was)(?![^\\s,.;:)])))(${bare})`, 'gi'),
  // A word may follow "basic"; what is base64 is none.
  /(\b(?:[Bb]asic|BASIC)\s+)(?=[\w+/-][a-z]*[A-Z\d+/=])([\w+/-]+=*)/g,
  /(\bdigest\s+)(?=\w+=)(.+)/gi,
  // Subprotocols that are tokens: `bearer.x`, `base64url.bearer.authorization.k8s.io.x`. A file may be called bearer.ts.
  /(\bbearer\.(?:authorization\.k8s\.io\.)?)(?![cm]?[jt]sx?(?![^\s:)]))([^\s,;"'`]+)/gi,
  new RegExp(`((?<![\\w-])code(?:=|["'\`]?\\s*:\\s*(?=["'\`]))(?!${harmless}))(${value})`, 'g'),
  new RegExp(`((?:${weak})(?:${quote}\\s*=>?\\s*|${quote}\\s*:\\s*(?=["'\`])))(${value})`, 'gi'),
  // In "a secret: password: x" it is all of the rest.
  new RegExp(`(${strongIs})((?:[\\w.-]*${strongIs})+.+|${value})`, 'gi'),
]

const hint = new RegExp(`[=@]|eyJ|bearer|basic|${headers}|${strong}|${weak}|code`, 'i')

const hide = (_: string, stays: string, goes: string): string => {
  const mark = /^(["'`]).*\1$/s.exec(goes)?.[1] ?? ''
  return `${stays}${mark}${marker}${mark}`
}

/**
 * A text for a log, without what may be a secret in it: values of query parameters, of headers that carry credentials
 * and of names that sound like a secret, tokens, and users of URLs are `[redacted]`. A secret without any such sign stays.
 */
export const redact = (text: string): string =>
  hint.test(text) ? rules.reduce((rest, rule) => rest.replace(rule, hide), text) : text
