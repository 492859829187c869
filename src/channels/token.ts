import type { Context } from 'hono'
import { Fault, read } from '../channel/envelope.ts'
import { JackfieldError } from '../errors.ts'
import { assertDate } from '../guards/lease.ts'
import { longest, type TokenRule } from '../guards/token.ts'
import { findDesk } from '../intent.ts'
import { excessOf } from './check.ts'
import { envOf, type Speaker } from './socket.ts'
import type { ChannelToken } from './types.ts'

// Sooner than a client gives up waiting for its welcome, so that it hears why there is none.
const timeout = 5_000

/** What a client shows in its first message: `{"type":"token","data":"..."}`. */
const tokenIn = (text: string): string | undefined => {
  const envelope = read(text)
  if (envelope instanceof Fault || envelope.type !== 'token') return undefined
  return typeof envelope.data === 'string' ? envelope.data : undefined
}

/** A channel's token as that of any route. */
export const tokenRule = ({ verify, ...token }: ChannelToken, room: string): TokenRule => ({
  timeout,
  ...token,
  tokenIn,
  async verify(shown: string, c: Context) {
    const grant = await verify(shown, { env: envOf(findDesk(c)), room })
    const excess = excessOf('key', grant?.key)
    // Not `too_long`: the app has chosen it, and no client.
    if (excess) throw new RangeError(excess)
    return grant
  },
})

/**
 * Takes a fresh token of a connection that is open: of the same key, and with another date if it has one.
 * @throws {JackfieldError} `unauthorized` if it is not good.
 */
export const refresh = async (
  { verify }: ChannelToken,
  token: unknown,
  speaker: Speaker,
  call: { readonly cancelled: boolean },
): Promise<void> => {
  const { line } = speaker
  const grant =
    typeof token === 'string' && token !== '' && token.length <= longest
      ? await verify(token, { env: envOf(line.hub), room: line.intent.room })
      : undefined
  if (!grant || (grant.key !== undefined && grant.key !== line.key)) {
    throw new JackfieldError('unauthorized', "The token is not good, or another one's.")
  }
  if (call.cancelled) return
  assertDate(grant.expiresAt)
  if (grant.data !== undefined) speaker.keep(grant.data)
  // One that says nothing of an end takes back none.
  if (grant.expiresAt !== undefined) line.socket.expiresAt = grant.expiresAt
}
