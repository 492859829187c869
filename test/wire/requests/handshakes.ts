import { addresses } from './addresses.ts'
import { asks, type Lines, type RequestCase } from './case.ts'
import { syntax } from './syntax.ts'

const plain = 'GET /handshake/plain HTTP/1.1'
const h2c: Lines = {
  Upgrade: 'h2c',
  Connection: 'Upgrade, HTTP2-Settings',
  'HTTP2-Settings': 'AAMAAABkAAQAoAAAAAIAAAAA',
  'Sec-WebSocket-Key': undefined,
  'Sec-WebSocket-Version': undefined,
}

const upgrades: readonly (readonly [name: string, changes: Lines, expected: string])[] = [
  ['a good handshake', {}, '101'],
  ['Upgrade: WebSocket', { Upgrade: 'WebSocket' }, '101'],
  ['Upgrade: WEBSOCKET', { Upgrade: 'WEBSOCKET' }, '101'],
  ['Upgrade with spaces and a tab around', { Upgrade: ' \t websocket \t ' }, '101'],
  ['Upgrade: websocket, h2c', { Upgrade: 'websocket, h2c' }, '426'],
  ['Upgrade: h2c, websocket', { Upgrade: 'h2c, websocket' }, '426'],
  ['Upgrade: websocket/13', { Upgrade: 'websocket/13' }, '426'],
  ['Upgrade: websockets', { Upgrade: 'websockets' }, '426'],
  ['Upgrade: h2c with a key', { Upgrade: 'h2c' }, '426'],
  [
    'Upgrade: h2c without a key',
    { Upgrade: 'h2c', 'Sec-WebSocket-Key': undefined, 'Sec-WebSocket-Version': undefined },
    '426',
  ],
  ['Upgrade twice', { Upgrade: ['websocket', 'websocket'] }, '426'],
  ['Upgrade empty', { Upgrade: '' }, '426'],
  ['no Upgrade', { Upgrade: undefined }, '426'],
  ['Connection: upgrade', { Connection: 'upgrade' }, '101'],
  ['Connection: UPGRADE', { Connection: 'UPGRADE' }, '101'],
  ['Connection: keep-alive, Upgrade', { Connection: 'keep-alive, Upgrade' }, '101'],
  ['Connection: Upgrade, keep-alive', { Connection: 'Upgrade, keep-alive' }, '101'],
  ['Connection: Upgrade,keep-alive,x', { Connection: 'Upgrade,keep-alive,x' }, '101'],
  ['Connection with empty elements', { Connection: ', ,Upgrade,' }, '101'],
  ['Connection in two lines', { Connection: ['keep-alive', 'Upgrade'] }, '101'],
  ['Connection: keep-alive', { Connection: 'keep-alive' }, '426'],
  ['Connection: close', { Connection: 'close' }, '426'],
  ['Connection: close, Upgrade', { Connection: 'close, Upgrade' }, '101'],
  ['Connection: not-upgrade', { Connection: 'not-upgrade' }, '426'],
  ['no Connection', { Connection: undefined }, '426'],
  ['neither Upgrade nor Connection', { Upgrade: undefined, Connection: undefined }, '426'],
]

const keys: Readonly<Record<string, string | readonly string[] | undefined>> = {
  missing: undefined,
  empty: '',
  'of 15 bytes': 'MTIzNDU2Nzg5MDEyMzQ1',
  'of 17 bytes': 'MTIzNDU2Nzg5MDEyMzQ1Njc=',
  'without padding': 'dGhlIHNhbXBsZSBub25jZQ',
  'with half of its padding': 'dGhlIHNhbXBsZSBub25jZQ=',
  'in the alphabet of URLs': 'dGhlIHNhbX-sZSBub_5jZQ==',
  'with a space within': 'dGhlIHNhbXBs ZSBub25jZQ==',
  'of other letters': '!!!!!!!!!!!!!!!!!!!!!!==',
  twice: ['dGhlIHNhbXBsZSBub25jZQ==', 'dGhlIHNhbXBsZSBub25jZQ=='],
  'of 1,000 letters': 'a'.repeat(1000),
}

const versions = [
  ...Array.from({ length: 15 }, (_, version) => String(version)),
  '255',
  '-13',
  '013',
  '13.0',
  '',
  'thirteen',
  '13, 8',
  '8, 13',
]

const methods = {
  POST: '405',
  PUT: '405',
  DELETE: '405',
  PATCH: '405',
  OPTIONS: '405',
  HEAD: '426',
  get: '405',
  GETS: '405',
}

const protocols: readonly (readonly [offered: string | readonly string[] | undefined, expected: string])[] = [
  ['spoken', '101 protocol=spoken'],
  ['other, spoken', '101 protocol=spoken'],
  ['other,spoken', '101 protocol=spoken'],
  [' spoken ,\tother ', '101 protocol=spoken'],
  [['other', 'spoken'], '101 protocol=spoken'],
  ['SPOKEN', '400'],
  ['other', '400'],
  [undefined, '400'],
  ['', '400'],
  ['spoken, spoken', '400'],
  ['spoken,,other', '400'],
  ['spoken;q=1', '400'],
  ['"spoken"', '400'],
  ['sp oken', '400'],
]

const extensions = [
  'permessage-deflate',
  'permessage-deflate; client_max_window_bits',
  'permessage-deflate; server_no_context_takeover; client_no_context_takeover, x-webkit-deflate-frame',
  'unknown; parameter="quoted"',
  ';;;',
]

export const handshakes: readonly RequestCase[] = [
  ...upgrades.map((one) => asks('upgrade', ...one)),
  asks('upgrade', 'a handshake where no socket is', {}, '203', plain),
  asks('upgrade', 'a handshake where nothing is', {}, '404', 'GET /nowhere HTTP/1.1'),
  asks('upgrade', 'Upgrade: h2c where no socket is', h2c, '203', plain),
  ...Object.entries(keys).map(([name, key]) => asks('key', name, { 'Sec-WebSocket-Key': key }, '400')),
  ...versions.map((version) =>
    asks(
      'version',
      JSON.stringify(version),
      { 'Sec-WebSocket-Version': version },
      version === '13' ? '101' : '426 version=13',
    ),
  ),
  asks('version', 'missing', { 'Sec-WebSocket-Version': undefined }, '426 version=13'),
  asks('version', 'twice', { 'Sec-WebSocket-Version': ['13', '13'] }, '426 version=13'),
  ...Object.entries(methods).map(([method, expected]) =>
    asks('method', method, {}, expected, `${method} /handshake/all HTTP/1.1`),
  ),
  ...protocols.map(([offered, expected]) =>
    asks(
      'subprotocol',
      JSON.stringify(offered) ?? 'none',
      { 'Sec-WebSocket-Protocol': offered },
      expected,
      'GET /handshake/strict HTTP/1.1',
    ),
  ),
  ...extensions.map((offered) => asks('extension', offered, { 'Sec-WebSocket-Extensions': offered }, '101')),
  ...addresses,
  ...syntax,
]
