import type { Context, Next } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

/** What a browser may do for the page: load the app's own files, and talk to the app. */
export const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  strictTransportSecurity: false, // it would bind every other program on this host name to https
  crossOriginOpenerPolicy: false, // browsers complain of it on a plain http address of the network
  originAgentCluster: false,
})

/** Reads one file of `page/` by its name, with the bindings that came with the request; null if there is none. */
export type Files<Bindings> = (name: string, bindings: Bindings) => Promise<BodyInit | null>

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

/**
 * Serves the page's files, and leaves what is none to whoever else answers. A name is letters, digits and hyphens, so
 * that no request reaches out of the folder.
 */
export const page =
  <Bindings extends object>(files: Files<Bindings>) =>
  async (c: Context<{ Bindings: Bindings }>, next: Next): Promise<Response | undefined> => {
    const name = c.req.param('file') ?? 'index.html'
    const extension = /^[a-z\d-]+\.([a-z]+)$/.exec(name)?.[1]
    const type = types[extension ?? '']
    const file = type ? await files(name, c.env) : null
    if (!type || file === null) {
      await next()
      return
    }
    return new Response(file, { headers: { 'content-type': type, 'cache-control': 'no-cache' } })
  }
