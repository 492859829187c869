import { markHeader } from './intent.ts'

// Set by the handshake itself, or about the body that a 101 does not have.
const notOn101 = /^(connection|upgrade|keep-alive|transfer-encoding|content-(length|type|encoding)|sec-websocket-.*)$/

/** The app's headers, for the 101. */
export const headersFor101 = (headers: Headers): Headers => {
  const kept = new Headers()
  for (const [name, value] of headers) if (!notOn101.test(name)) kept.append(name, value)
  kept.delete(markHeader)
  return kept
}

/**
 * The app's own answer, without our mark; one to a handshake is the last on its connection. A 101 is somebody else's
 * upgrade, such as a Durable Object's behind a Worker, and passes whole.
 */
export const asAnswer = (response: Response, isHandshake: boolean): Response => {
  if (response.status === 101 || !(isHandshake || response.headers.has(markHeader))) return response
  const copy = new Response(response.body, response)
  copy.headers.delete(markHeader)
  if (isHandshake) copy.headers.set('connection', 'close')
  return copy
}
