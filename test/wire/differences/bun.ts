import { alike, type Difference, inRows } from './difference.ts'

// Of Bun 1.4.5.
const parser = 'https://github.com/oven-sh/bun/blob/main/packages/bun-uws/src/HttpParser.h'
const context = 'https://github.com/oven-sh/bun/blob/main/packages/bun-uws/src/HttpContext.h'
const urls = 'https://url.spec.whatwg.org/#url-parsing'

const on = ['bun']
const path = '/lifecycle/context'

export const bun: readonly Difference[] = [
  alike({ on, what: 'A request by an unknown method ends the connection without an answer.', cause: context }, 'end', [
    'method: get',
    'method: GETS',
  ]),
  alike({ on, what: 'Whatever is wrong with the first line is an unsupported version: 505.', cause: parser }, '505', [
    'syntax: lines that end in LF alone',
    'syntax: a tab in the first line',
    'syntax: no version',
    'syntax: http/1.1',
    'syntax: HTTPS/1.1',
    'syntax: HTTP/1.10',
    `bytes: ${path}/a b?id={id}`,
    `bytes: ${path}/a\\tb?id={id}`,
    `bytes: ${path}/a\\u0000b?id={id}`,
  ]),
  alike({ on, what: 'An empty line before a request is refused.', cause: parser }, '400', ['syntax: CRLF before']),
  inRows(
    { on, what: 'DEL passes in headers and in targets.', cause: parser },
    {
      'syntax: DEL in a value': '101',
      [`bytes: ${path}/a\x7fb?id={id}`]: `101 ${path}/a%7Fb?id={id} a\x7fb`,
    },
  ),
  inRows(
    { on, what: 'Bytes that are no UTF-8 pass in a target, as U+FFFD.', cause: urls },
    {
      [`bytes: ${path}/\xff?id={id}`]: `101 ${path}/%EF%BF%BD?id={id} \ufffd`,
    },
  ),
  alike({ on, what: 'More than 200 headers are refused.', cause: parser }, '431', ['syntax: 300 headers']),
  alike({ on, what: 'A target without a host is a path.', cause: parser }, '404', ['absolute form: http://']),
]
