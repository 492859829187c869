import { linesOf, type RequestCase, requestOf } from './case.ts'

const lines = linesOf({ 'Sec-WebSocket-Protocol': 'told' })
const path = '/lifecycle/context'

/** A handshake for a target; where it is found the URL and the parameter are told, as the route has them. */
const targets: readonly (readonly [group: string, target: string, expected: string])[] = [
  ['path', `${path}/x?id={id}`, `101 ${path}/x?id={id} x`],
  ['path', `${path}/x/?id={id}`, '404'],
  ['path', `${path}/?id={id}`, '404'],
  ['path', `${path.toUpperCase()}/x?id={id}`, '404'],
  ['path', `${path}/X?id={id}`, `101 ${path}/X?id={id} X`],
  ['path', `/${path}/x?id={id}`, '404'],
  ['path', `//other.example${path}/x?id={id}`, '404'],
  ['path', '/lifecycle//context/x?id={id}', '404'],
  ['path', `${path}//x?id={id}`, '404'],
  ['path', `${path}/x;y=z?id={id}`, `101 ${path}/x;y=z?id={id} x;y=z`],
  ['path', `${path}/a:b@c!$&'()*+,=?id={id}`, `101 ${path}/a:b@c!$&'()*+,=?id={id} a:b@c!$&'()*+,=`],
  ['path', `${path}/.x?id={id}`, `101 ${path}/.x?id={id} .x`],
  ['path', `${path}/...?id={id}`, `101 ${path}/...?id={id} ...`],
  ['dot segments', '/lifecycle/./context/x?id={id}', `101 ${path}/x?id={id} x`],
  ['dot segments', '/nowhere/../lifecycle/context/x?id={id}', `101 ${path}/x?id={id} x`],
  ['dot segments', `/..${path}/x?id={id}`, `101 ${path}/x?id={id} x`],
  ['dot segments', '/lifecycle/%2e/context/x?id={id}', `101 ${path}/x?id={id} x`],
  ['dot segments', '/nowhere/%2E%2e/lifecycle/context/x?id={id}', `101 ${path}/x?id={id} x`],
  ['dot segments', `${path}/x/..?id={id}`, '404'],
  ['encoded', `${path}/a%2Fb?id={id}`, `101 ${path}/a%2Fb?id={id} a/b`],
  ['encoded', `${path}/a%5Cb?id={id}`, `101 ${path}/a%5Cb?id={id} a\\b`],
  ['encoded', `${path}/a%20b?id={id}`, `101 ${path}/a%20b?id={id} a b`],
  ['encoded', `${path}/a%00b?id={id}`, `101 ${path}/a%00b?id={id} a\0b`],
  ['encoded', `${path}/a%0D%0Ab?id={id}`, `101 ${path}/a%0D%0Ab?id={id} a\r\nb`],
  ['encoded', `${path}/a%3Fb%23c?id={id}`, `101 ${path}/a%3Fb%23c?id={id} a?b#c`],
  ['encoded', `${path}/%252e?id={id}`, `101 ${path}/%252e?id={id} %2e`],
  ['encoded', `${path}/%C3%A9?id={id}`, `101 ${path}/%C3%A9?id={id} é`],
  ['encoded', '/%6Cifecycle/context/x?id={id}', `101 /%6Cifecycle/context/x?id={id} x`],
  ['bad percent', `${path}/%?id={id}`, `101 ${path}/%?id={id} %`],
  ['bad percent', `${path}/%zz?id={id}`, `101 ${path}/%zz?id={id} %zz`],
  ['bad percent', `${path}/%C3%28?id={id}`, `101 ${path}/%C3%28?id={id} %C3%28`],
  ['bad percent', `${path}/x?id={id}&y=%`, `101 ${path}/x?id={id}&y=% x`],
  ['bad percent', `${path}/x?id={id}&y=%FF`, `101 ${path}/x?id={id}&y=%FF x`],
  ['bytes', `${path}/\xc3\xa9?id={id}`, `101 ${path}/%C3%A9?id={id} é`],
  ['bytes', `${path}/\xff?id={id}`, '400'],
  ['bytes', `${path}/x?id={id}&y=\xc3\xa9`, `101 ${path}/x?id={id}&y=%C3%A9 x`],
  ['bytes', `${path}/a b?id={id}`, '400'],
  ['bytes', `${path}/a\tb?id={id}`, '400'],
  ['bytes', `${path}/a\0b?id={id}`, '400'],
  ['bytes', `${path}/a\x7fb?id={id}`, '400'],
  ['bytes', `${path}/a"<>\`{}|b?id={id}`, `101 ${path}/a%22%3C%3E%60%7B%7D|b?id={id} a"<>\`{}|b`],
  ['bytes', `${path}/[x]?id={id}`, `101 ${path}/[x]?id={id} [x]`],
  ['bytes', `${path.replace('/context', '\\context')}/x?id={id}`, '400'],
  ['bytes', `${path}/x?id={id}#fragment`, '400'],
  ['query', `${path}/x?id={id}&y=1&y=2`, `101 ${path}/x?id={id}&y=1&y=2 x`],
  ['query', `${path}/x?y=a?b&id={id}`, `101 ${path}/x?y=a?b&id={id} x`],
  ['query', `${path}/x?y&id={id}&=&&`, `101 ${path}/x?y&id={id}&=&& x`],
  ['query', `${path}/x?y=a+b%20c&id={id}`, `101 ${path}/x?y=a+b%20c&id={id} x`],
  ['query', `${path}/x?y=//a/../b&id={id}`, `101 ${path}/x?y=//a/../b&id={id} x`],
  ['query', `${path}/x?id={id}&y='"<>`, `101 ${path}/x?id={id}&y=%27%22%3C%3E x`],
  ['absolute form', `http://{host}${path}/x?id={id}`, `101 ${path}/x?id={id} x`],
  ['absolute form', `HTTP://{host}${path}/x?id={id}`, `101 ${path}/x?id={id} x`],
  ['absolute form', `http://foreign.example${path}/x?id={id}`, '400'],
  ['absolute form', `http://user@{host}${path}/x?id={id}`, '400'],
  ['absolute form', 'http://{host}', '404'],
  ['absolute form', 'http://', '400'],
  ['absolute form', 'mailto:someone', '400'],
  ['other forms', '*', '400'],
  ['other forms', '{host}', '400'],
  ['other forms', 'lifecycle/context/x', '400'],
  ['other forms', '', '400'],
  ['other forms', '?id={id}', '400'],
]

const post = (name: string, more: readonly string[], body: string, expected: string): RequestCase => ({
  group: 'body of a plain request',
  name,
  request: requestOf('POST /handshake/body HTTP/1.1', ['Host: {host}', 'Content-Type: text/plain', ...more], body),
  expected,
})

const chunked = 'Transfer-Encoding: chunked'

const bodies: readonly RequestCase[] = [
  post('counted', ['Content-Length: 5'], 'hello', '200 got hello'),
  post('of nothing', ['Content-Length: 0'], '', '200 got '),
  post('without a length', [], '', '200 got '),
  post('chunked', [chunked], '2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n', '200 got hello'),
  post('chunked, with an extension and a trailer', [chunked], '5;x=y\r\nhello\r\n0\r\nX: y\r\n\r\n', '200 got hello'),
  post('chunked, with a size that is none', [chunked], 'zz\r\nhello\r\n0\r\n\r\n', '400'),
  post('chunked, with a size over 64 bits', [chunked], `${'f'.repeat(17)}\r\nhello\r\n0\r\n\r\n`, '400'),
  post('counted and chunked', [chunked, 'Content-Length: 5'], '5\r\nhello\r\n0\r\n\r\n', '400'),
  post('counted twice, alike', ['Content-Length: 5', 'Content-Length: 5'], 'hello', '200 got hello'),
  post('counted twice, unlike', ['Content-Length: 5', 'Content-Length: 6'], 'hello!', '400'),
  post('of a negative length', ['Content-Length: -5'], 'hello', '400'),
  post('of a length with a sign', ['Content-Length: +5'], 'hello', '400'),
  post('of a length in hexadecimal', ['Content-Length: 0x5'], 'hello', '400'),
  post('in an unknown encoding', ['Transfer-Encoding: unknown'], 'hello', '400'),
  post('chunked before another encoding', ['Transfer-Encoding: chunked, gzip'], '5\r\nhello\r\n0\r\n\r\n', '400'),
  post('after Expect: 100-continue', ['Expect: 100-continue', 'Content-Length: 5'], 'hello', '200 got hello'),
]

/** RFC 9110, section 4.1: at least 8,000 bytes should pass. */
const lengths: readonly (readonly [letters: number, expected: string])[] = [
  [4_000, `101 ${path}/x?id={id}&y=y×4000 x`],
  [8_000, `101 ${path}/x?id={id}&y=y×8000 x`],
  [16_384, '414'],
  [65_536, '414'],
]

const asks = (
  group: string,
  target: string,
  expected: string,
  name = JSON.stringify(target).slice(1, -1),
): RequestCase => ({
  group,
  name: name || 'nothing',
  request: requestOf(`GET ${target} HTTP/1.1`, lines),
  expected,
})

export const targetCases: readonly RequestCase[] = [
  ...targets.map((one) => asks(...one)),
  ...lengths.map(([letters, expected]) =>
    asks('length', `${path}/x?id={id}&y=${'y'.repeat(letters)}`, expected, `a query of ${letters} letters`),
  ),
  asks('length', `${path}${'/x'.repeat(2_000)}?id={id}`, '404', 'a path of 2000 segments'),
  {
    group: 'other forms',
    name: 'OPTIONS *',
    request: requestOf('OPTIONS * HTTP/1.1', ['Host: {host}']),
    expected: '404',
  },
  ...bodies,
]
