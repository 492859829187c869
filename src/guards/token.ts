import type { Context } from 'hono'
import { tokenPrefix } from '../channel/protocol.ts'
import { JackfieldError } from '../errors.ts'
import type { Grant, TokenOptions } from '../options.ts'

/** What a subprotocol may be: a token of RFC 9110, section 5.6.2. */
export const subprotocol: RegExp = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// No header could be longer, on most servers.
export const longest = 8192

/** How a client shows a token, where its first message is more than that. */
export interface TokenRule extends TokenOptions {
  /** The token in a first message; none if it is another one. Default: all of it. */
  tokenIn?(message: string): string | undefined
}

/** The client's list of subprotocols: those that may be chosen, and the token among them. */
export interface Offer {
  readonly protocols: readonly string[]
  readonly token: string | undefined
}

/** Takes the token off the list: it is no subprotocol, and must neither be chosen nor named. */
export const takeToken = (offered: readonly string[], options: TokenOptions | undefined): Offer => {
  if (options?.from !== 'protocol') return { protocols: offered, token: undefined }
  const { prefix = tokenPrefix } = options
  const isToken = (entry: string): boolean => entry.toLowerCase().startsWith(prefix.toLowerCase())
  // Of two nobody knows which one was looked at on the way here; one in other letters is none, and is not named either.
  const [entry, another] = offered.filter(isToken)
  return {
    protocols: offered.filter((one) => !isToken(one)),
    token:
      entry?.startsWith(prefix) && subprotocol.test(entry) && another === undefined
        ? entry.slice(prefix.length)
        : undefined,
  }
}

const refused = (message: string): JackfieldError => new JackfieldError('unauthorized', message)

/**
 * What a token grants.
 * @throws {JackfieldError} `unauthorized` for none, or a bad one.
 */
export const verifyToken = async (token: string | undefined, options: TokenOptions, c: Context): Promise<Grant> => {
  if (!token) {
    throw refused(
      options.from === 'protocol'
        ? `No token came, or several: offer it as a subprotocol, "${options.prefix ?? tokenPrefix}" and the token in base64url, beside the one that you speak.`
        : 'No token came: send it as the first message, as text.',
    )
  }
  if (token.length > longest) throw refused(`The token is longer than ${longest} characters.`)
  const grant = await options.verify(token, c)
  if (!grant) throw refused('The token is not good, or not any more.')
  return grant
}
