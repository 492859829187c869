import { collect } from './collect.ts'

interface Bindings {
  readonly ROOMS: DurableObjectNamespace
}

/** The Worker in front of objects that take the handshakes themselves: one object a path. */
export const toRoom = {
  fetch(request, { ROOMS }) {
    const { pathname } = new URL(request.url)
    if (pathname === '/memory') return Response.json(collect())
    return ROOMS.getByName(pathname).fetch(request)
  },
} satisfies ExportedHandler<Bindings>
