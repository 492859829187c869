import { latin1 } from '../../../src/testing/raw.ts'
import { frame, utf8 } from '../frame.ts'
import { first, linesOf, type RequestCase, requestOf } from './case.ts'

const spelling = (change: (name: string) => string) =>
  requestOf(
    first,
    linesOf({}).map((line) => line.replace(/^[^:]+/, change)),
  )

const spelt: readonly (readonly [name: string, request: string, expected: string])[] = [
  ['header names in lower case', spelling((name) => name.toLowerCase()), '101'],
  ['header names in upper case', spelling((name) => name.toUpperCase()), '101'],
  ['no space after the colons', requestOf(first, linesOf({})).replaceAll(': ', ':'), '101'],
  ['a space before a colon', requestOf(first, linesOf({})).replace('Upgrade:', 'Upgrade :'), '400'],
  ['a folded header', requestOf(first, linesOf({ Connection: 'keep-alive,\r\n Upgrade' })), '400'],
  ['a line without a colon', requestOf(first, [...linesOf({}), 'nonsense']), '400'],
  ['a header without a name', requestOf(first, [...linesOf({}), ': value']), '400'],
  ['a header name with a space', requestOf(first, [...linesOf({}), 'X Y: value']), '400'],
  ['a header name with a byte over 127', requestOf(first, [...linesOf({}), 'X\xe9: value']), '400'],
  ['a header value with bytes over 127', requestOf(first, [...linesOf({}), 'X: \xc3\xa9\xff']), '101'],
  ['NUL in a value', requestOf(first, [...linesOf({}), 'X: a\0b']), '400'],
  ['byte 1 in a value', requestOf(first, [...linesOf({}), 'X: a\x01b']), '400'],
  ['DEL in a value', requestOf(first, [...linesOf({}), 'X: a\x7fb']), '400'],
  ['a tab in a value', requestOf(first, [...linesOf({}), 'X: a\tb']), '101'],
  ['CR alone in a value', requestOf(first, [...linesOf({}), 'X: a\rb']), '400'],
  ['NUL in a key', requestOf(first, linesOf({ 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==\0' })), '400'],
  ['lines that end in LF alone', requestOf(first, linesOf({})).replaceAll('\r\n', '\n'), '400'],
  ['CRLF before', `\r\n${requestOf(first, linesOf({}))}`, '101'],
  ['a space before', ` ${requestOf(first, linesOf({}))}`, '400'],
  ['two spaces in the first line', requestOf('GET  /handshake/echo HTTP/1.1', linesOf({})), '400'],
  ['a tab in the first line', requestOf('GET\t/handshake/echo HTTP/1.1', linesOf({})), '400'],
  ['no version', requestOf('GET /handshake/echo', linesOf({})), '400'],
  ['HTTP/1.0', requestOf('GET /handshake/echo HTTP/1.0', linesOf({})), '505'],
  ['HTTP/0.9', requestOf('GET /handshake/echo HTTP/0.9', linesOf({})), '505'],
  ['HTTP/2.0', requestOf('GET /handshake/echo HTTP/2.0', linesOf({})), '505'],
  ['http/1.1', requestOf('GET /handshake/echo http/1.1', linesOf({})), '400'],
  ['HTTPS/1.1', requestOf('GET /handshake/echo HTTPS/1.1', linesOf({})), '400'],
  ['HTTP/1.10', requestOf('GET /handshake/echo HTTP/1.10', linesOf({})), '400'],
  ['a header of 4 KiB', requestOf(first, [...linesOf({}), `X: ${'x'.repeat(4096)}`]), '101'],
  ['a header of 12 KiB', requestOf(first, [...linesOf({}), `X: ${'x'.repeat(12_288)}`]), '101'],
  ['a header of 64 KiB', requestOf(first, [...linesOf({}), `X: ${'x'.repeat(65_536)}`]), '431'],
  ['90 headers', requestOf(first, [...linesOf({}), ...Array.from({ length: 85 }, (_, n) => `X-${n}: x`)]), '101'],
  ['300 headers', requestOf(first, [...linesOf({}), ...Array.from({ length: 295 }, (_, n) => `X-${n}: x`)]), '101'],
  ['no HTTP', 'hello\r\n\r\n', '400'],
  ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', '400'],
]

const bodies: readonly (readonly [name: string, lines: readonly string[], body: string, expected: string])[] = [
  ['Content-Length: 0', ['Content-Length: 0'], '', '101'],
  ['a body of 5 bytes', ['Content-Length: 5'], 'hello', '400'],
  ['an empty chunked body', ['Transfer-Encoding: chunked'], '0\r\n\r\n', '400'],
  ['a chunked body', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n', '400'],
  ['Expect: 100-continue', ['Expect: 100-continue'], '', '101'],
  ['an unknown Expect', ['Expect: the-unexpected'], '', '101'],
]

const hello = latin1(frame({ opcode: 1, payload: utf8('hello') }))
const plain = requestOf('GET /handshake/plain HTTP/1.1', ['Host: {host}'])
const pipelined: readonly RequestCase[] = [
  { name: 'a message', request: `${requestOf(first, linesOf({}))}${hello}`, expected: '101 "hello"' },
  { name: 'another handshake', request: requestOf(first, linesOf({})).repeat(2), expected: '101 close 1002' },
  {
    name: 'a plain request before',
    request: `${plain}${requestOf(first, linesOf({}))}`,
    answers: 2,
    expected: '203, 101',
  },
  {
    name: 'a refused handshake before',
    request: `${requestOf(first, linesOf({ Origin: 'https://foreign.example' }))}${plain}`,
    answers: 2,
    expected: '403, end',
  },
].map((one) => ({ group: 'in one packet', ...one }))

/** Handshakes as they are spelt, and what else comes with them. */
export const syntax: readonly RequestCase[] = [
  ...spelt.map(([name, request, expected]) => ({ group: 'syntax', name, request, expected })),
  ...bodies.map(([name, lines, body, expected]) => ({
    group: 'body',
    name,
    request: requestOf(first, [...linesOf({}), ...lines], body),
    expected,
  })),
  ...pipelined,
]
