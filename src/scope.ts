let last = { route: '', room: '', scope: '0:0:' }

/**
 * One name for one room of one route, under which its topics lie. Lengths stand before the names: a room may be named by
 * a user, and no choice of a name may reach into another room.
 */
export const scopeOf = (route: string, room: string): string => {
  // Many come to one room, one after another: they keep one text.
  if (route !== last.route || room !== last.room) {
    last = { route, room, scope: `${route.length}:${route}${room.length}:${room}` }
  }
  return last.scope
}
