import { asks, type RequestCase } from './case.ts'

const origins: readonly (readonly [origin: string | readonly string[], expected: string])[] = [
  ['http://{host}', '101'],
  ['https://{host}', '101'],
  ['HTTP://{host}', '403'],
  ['http://localhost:1', '101'],
  ['http://[::1]:1', '101'],
  ['https://foreign.example', '403'],
  ['http://{host}.foreign.example', '403'],
  ['http://foreign.example:80', '403'],
  ['null', '403'],
  ['', '403'],
  ['{host}', '403'],
  ['http://', '403'],
  ['file://', '403'],
  ['no URL', '403'],
  [['http://{host}', 'https://foreign.example'], '403'],
]

const listed: readonly (readonly [origin: string, expected: string])[] = [
  ['https://listed.example', '101'],
  ['https://listed.example:443', '403'],
  ['https://LISTED.example', '403'],
  ['http://listed.example', '403'],
  ['https://listed.example:444', '403'],
  ['https://listed.example.foreign.example', '403'],
]

const hosts: readonly (readonly [name: string, host: string | readonly string[] | undefined, expected: string])[] = [
  ['missing', undefined, '400'],
  ['empty', '', '400'],
  ['twice, alike', ['{host}', '{host}'], '400'],
  ['twice, unlike', ['{host}', 'other.example'], '400'],
  ['another name', 'other.example', '101'],
  ['another name and port', 'other.example:8080', '101'],
  ['in capitals', 'OTHER.EXAMPLE', '101'],
  ['with a dot at its end', 'other.example.', '101'],
  ['IPv6', '[::1]:8080', '101'],
  ['IPv6 without brackets', '::1', '400'],
  ['with user information', 'user:pass@other.example', '400'],
  ['with a path', 'other.example/path', '400'],
  ['with a query', 'other.example?x', '400'],
  ['with a fragment', 'other.example#x', '400'],
  ['with a space', 'other example', '400'],
  ['with a comma', 'a.example, b.example', '400'],
  ['with a port that is none', 'other.example:port', '400'],
  ['with a port over 65535', 'other.example:65536', '400'],
  ['with a backslash', 'other.example\\x', '400'],
  ['with bytes over 127', '\xc3\xa9.example', '400'],
  ['with a percent', 'a%zz.example', '400'],
]

/** Who asks, and whom: `Origin` and `Host`. */
export const addresses: readonly RequestCase[] = [
  ...origins.map(([origin, expected]) => asks('origin', JSON.stringify(origin), { Origin: origin }, expected)),
  ...listed.map(([origin, expected]) =>
    asks(
      'origin',
      `${origin}, where https://listed.example is listed`,
      { Origin: origin },
      expected,
      'GET /handshake/listed HTTP/1.1',
    ),
  ),
  ...hosts.map(([name, host, expected]) => asks('host', name, { Host: host }, expected)),
]
