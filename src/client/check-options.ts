const ms = 'number from 0'

/** What the options of `connect` take, each a type or a value, and those that go with a route of `hc`. */
const rules: Readonly<Record<string, string>> = {
  token: 'string or function',
  tokenIn: 'message or protocol',
  protocols: 'object or function',
  queue: 'object',
  'queue.size': ms,
  'queue.full': 'drop-oldest or drop-newest or error',
  calls: 'wait or reject',
  callTimeout: ms,
  connectTimeout: ms,
  ping: 'object or boolean',
  'ping.interval': ms,
  'ping.timeout': ms,
  lazy: 'object or boolean',
  'lazy.grace': ms,
  diagnose: 'boolean',
  validate: 'boolean',
  onFault: 'function',
  environment: 'object',
  param: 'object',
  query: 'object',
}

const fits = (value: unknown, rule: string): boolean =>
  typeof value === 'number'
    ? rule === ms && value >= 0
    : rule.split(' or ').some((one) => one === typeof value || one === value)

/** What is wrong with options, by their names. What was found is shown only where it is no secret. */
export const mistakesIn = (options: object, of = ''): (readonly [name: string, words: string])[] =>
  Object.entries(options).flatMap(([key, value]) => {
    const name = of + key
    const rule = Object.hasOwn(rules, name) && rules[name]
    if (!rule) return [[name, `is no option of connect: ${Object.keys(rules).join(' ')}`]]
    if (value !== undefined && !fits(value, rule)) {
      return [[name, `takes ${rule}, not this ${typeof value}${rule === ms ? ` ${String(value)}` : ''}`]]
    }
    return /^(queue|ping|lazy)$/.test(name) ? mistakesIn(Object(value), `${name}.`) : []
  })
