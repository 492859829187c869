import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { buffer } from 'node:stream/consumers'
import { defaultDeadline } from './dial.ts'

/**
 * `fetch` over a connection of its own, which sends the headers that it is given and no others, and follows no
 * redirect: the global one sets `sec-fetch-mode`, keeps `host` to itself, and leaves connections open in a pool.
 *
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { serve } from 'jackfield/node'
 * import { plainFetch } from 'jackfield/testing/node'
 *
 * const server = await serve(new Hono(), { port: 0 })
 * const { status } = await plainFetch(`${server.url}/nowhere`, { headers: { host: 'example.com' } })
 * if (status !== 404) throw new Error('found')
 * await server.close()
 * ```
 */
export async function plainFetch(url: string, init: RequestInit & { ca?: string } = {}): Promise<Response> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const outgoing = request(url, {
    method: init.method ?? 'GET',
    headers: Object.fromEntries(new Headers(init.headers)),
    agent: false,
    ca: init.ca,
    signal: init.signal ?? AbortSignal.timeout(defaultDeadline),
  })
  outgoing.on('error', reject)
  outgoing.on('response', async (incoming) => {
    try {
      const body = await buffer(incoming)
      const headers = new Headers()
      for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
        headers.append(incoming.rawHeaders[index]!, incoming.rawHeaders[index + 1]!)
      }
      const status = incoming.statusCode ?? 0
      const bodiless = status === 204 || status === 304
      resolve(new Response(bodiless ? null : body, { status, headers }))
    } catch (error) {
      reject(error)
    }
  })
  outgoing.end(init.body == null ? undefined : Buffer.from(await new Response(init.body).arrayBuffer()))
  return promise
}
