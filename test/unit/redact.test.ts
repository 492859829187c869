import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redact, rules } from '../../src/guards/redact.ts'
import { isLinear } from './backtracks.ts'
import { harmless, secrets } from './tables/secrets.ts'

test.each(secrets)('%s becomes %s', (text, redacted) => {
  expect(redact(text)).toBe(redacted)
  expect(redacted).not.toContain('S3CRET')
})

test.each(harmless)('%s stays', (text) => expect(redact(text)).toBe(text))

test.each(secrets)('what is left of %s stays', (_, redacted) => expect(redact(redacted)).toBe(redacted))

const gaps = [' ', ': ']
const neighbours = [...harmless, ...secrets.map(([text]) => text)]

test.each(secrets)('%s has no secret beside anything else', (text) => {
  for (const gap of gaps) {
    for (const other of neighbours) {
      for (const both of [text + gap + other, other + gap + text]) {
        const once = redact(both)
        expect(once).not.toContain('S3CRET')
        expect(redact(once)).toBe(once)
      }
    }
  }
})

const bases = fc.constantFrom('wss://example.com/ws', 'http://[::1]:3000/a/b?c#d', 'https://user@example.com')

test('no query parameter of a URL keeps its value', () => {
  fc.assert(
    fc.property(bases, fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1 }), (base, pairs) => {
      const url = new URL(base)
      for (const [name, value] of pairs) url.searchParams.append(`n${name}`, `S3CRET${value}`)
      const line = redact(`GET ${url} failed`)
      expect(line).not.toContain('S3CRET')
      expect(line).toMatch(/ failed$/)
      expect(line.match(/=\[redacted\]/g)).toHaveLength(pairs.length)
    }),
  )
})

describe('what is hard to read takes no more than its share', () => {
  // One for each rule, in their order: what must be found behind all that.
  const found = [
    ...' eyJhbGciOiJI| ://x@| ?a=x| cookie=x| bearer x| Basic dXNlcjpw| digest a=x'.split('|'),
    ...' bearer.x| code=x1| sid=x| token=x'.split('|'),
  ]
  const shapes = [
    ...'?&=:;,.@/\\"\'`#()[]{}<> aA0_-\n\té',
    ...'?a|&a|?a=|?a=:|?a= |&&|?&|??|?=|=?|?a=&|?a:|=:|=:.'.split('|'),
    ...'://|:/|//|://a|://a:|://@|@@|a@|:@|://a@|://"'.split('|'),
    ...'token|token |token=|token= |token=:|token"|token\\|token="|token=" |token=\'\\|token:  :'.split('|'),
    ...'token="\\"|token_id|passpass|secret:secret|tokentoken=|token=\n|token =>|token=>:'.split('|'),
    ...'token: a_token: |token="a"token:|api_key:pwd=|token: -|token: "|token:token"a"'.split('|'),
    ...'aaaaaaaaaaaaaaaaaaaa_token:|token:aaaaaaaaaaaaaaaaaaaaaaaaa'.split('|'),
    ...'cookie|cookie |cookie:|cookie: |cookie",|cookie", |cookie:\n|cookie="|cookie:"\\|authorization="'.split('|'),
    ...'sid|sid |sid=|sid:|sid: |sid="|session|sessid|sess_id=|sig"|auth\\'.split('|'),
    ...'code|code=|code=a|code=a_|code=A_|code=E|code="|code: "|code=1|code=a |code=A_A |_a|A_'.split('|'),
    ...'bearer|bearer |bearer  |bearer auth|bearer is|bearer.|bearer. |bearer.t|bearer.ts '.split('|'),
    ...'basic|basic |Basic a|Basic a |Basic aA|Basic -|Basic =|digest|digest |digest a|digest a=|digest a '.split('|'),
    ...'eyJ|eyJ |-eyJ|eyJa|eyJabcdefg |eyJabcdefgh|.eyJ|_eyJ-|eyJeyJeyJ.|[redacted]|[redacted'.split('|'),
  ]

  const heads = ['token=', 'cookie: "', '?a=', '://', 'code=', 'bearer ', 'Basic a']
  const filled = (shape: string, size: number) => `${shape.repeat(Math.ceil(size / shape.length))}"\n`

  test.each([...rules.entries()])('by rule %i, %s', (index, rule) => {
    const tail = found[index] ?? ''
    for (const shape of shapes) {
      for (const head of ['', ...heads]) {
        expect([head, shape, isLinear(rule, head + filled(shape, 500), tail)]).toEqual([head, shape, true])
      }
    }
    for (const shape of [...found, 'a', ' ', '\\']) {
      expect([shape, isLinear(rule, filled(shape, 100_000), tail)]).toEqual([shape, true])
    }
  })

  test('or is found out', () => {
    expect(isLinear(/a[^x]*y/g, 'a'.repeat(2000), 'xay')).toBe(false)
    expect(isLinear(/(?:a|a)*y/g, 'a'.repeat(2000), 'xay')).toBe(false)
    expect(isLinear(/a\s*$/gm, 'a   '.repeat(500), 'a')).toBe(true)
  })
})
