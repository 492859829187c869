import { markHeader } from './intent.ts'

// Set by the handshake itself, or about the body that a 101 does not have.
const notOn101 = /^(connection|upgrade|keep-alive|transfer-encoding|content-(length|type|encoding)|sec-websocket-.*)$/

/** Makes the headers of the app's answer those of the 101. */
export const headersFor101 = ({ headers }: Response): Headers => {
  headers.delete(markHeader)
  const unfit: string[] = []
  // Not an iterator of theirs: to make one costs Deno 2.9 more than all else here.
  headers.forEach((_, name) => {
    if (notOn101.test(name)) unfit.push(name)
  })
  for (const name of unfit) headers.delete(name)
  return headers
}

/**
 * The app's own answer, without our mark; one to a handshake is the last on its connection. A 101 is somebody else's
 * upgrade, such as a Durable Object's behind a Worker, and passes whole.
 */
export const asAnswer = (response: Response, isHandshake: boolean): Response => {
  if (response.status === 101) {
    // What Hono has copied headers onto can be written to.
    if (response.headers.has(markHeader)) response.headers.delete(markHeader)
    return response
  }
  if (!isHandshake && !response.headers.has(markHeader)) return response
  const copy = new Response(response.body, response)
  copy.headers.delete(markHeader)
  if (isHandshake) copy.headers.set('connection', 'close')
  return copy
}
