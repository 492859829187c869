import { alike, type Difference } from './difference.ts'

const llhttp = 'https://github.com/nodejs/llhttp/blob/main/src/llhttp/http.ts'
const urlParser = 'https://github.com/nodejs/llhttp/blob/main/src/llhttp/url.ts'

const on = ['node']
const path = '/lifecycle/context'

export const node: readonly Difference[] = [
  alike({ on, what: 'A method that llhttp does not know is a bad request.', cause: llhttp }, '400', [
    'method: get',
    'method: GETS',
  ]),
  alike(
    {
      on,
      what: 'llhttp takes several spaces in the first line, no version, and the versions 0.9 and 2.0.',
      cause: llhttp,
    },
    '101',
    ['syntax: two spaces in the first line', 'syntax: no version', 'syntax: HTTP/0.9', 'syntax: HTTP/2.0'],
  ),
  alike({ on, what: 'Bytes over 127 in a target, and a scheme in capitals, are refused.', cause: urlParser }, '400', [
    `bytes: ${path}/\xc3\xa9?id={id}`,
    `bytes: ${path}/x?id={id}&y=\xc3\xa9`,
    `absolute form: HTTP://{host}${path}/x?id={id}`,
  ]),
  alike({ on, what: 'Two Content-Lengths are refused, also if they agree.', cause: llhttp }, '400', [
    'body of a plain request: counted twice, alike',
  ]),
]
