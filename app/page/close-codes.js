/**
 * What a close code means, in plain words, and whether trying again by itself makes sense.
 * @type {Record<number, { means: string, retry: boolean }>}
 */
const codes = {
  1000: { means: 'closed as agreed', retry: false },
  1001: { means: 'the server is going away', retry: true },
  1002: { means: 'a protocol error', retry: false },
  1003: { means: 'this kind of data is not accepted', retry: false },
  1005: { means: 'closed without a code', retry: true },
  1006: { means: 'the line was cut', retry: true },
  1007: { means: 'the text was not valid UTF-8', retry: false },
  1008: { means: 'refused by a rule of the server', retry: false },
  1009: { means: 'the message was too big', retry: false },
  1011: { means: 'the server met an error of its own', retry: true },
  1012: { means: 'the server is restarting', retry: true },
  1013: { means: 'the server is too busy', retry: true },
  1014: { means: 'a gateway got no good answer', retry: true },
}

const noTopics = {
  means:
    'topics_unavailable: this server cannot reach its other connections, so no page can see another. ' +
    'A Cloudflare Worker without a Durable Object for its rooms is like that',
  retry: false,
}

/**
 * @param {{ code: number, reason: string }} close
 * @returns {{ means: string, retry: boolean }}
 */
export function explainClose({ code, reason }) {
  const known = reason === 'topics_unavailable' ? noTopics : codes[code]
  const { means, retry } = known ?? { means: 'a code of the application', retry: true }
  const words = reason.replace(/\.$/, '')
  return { means: words && !means.startsWith(words) ? `${means}: ${words}` : means, retry }
}
