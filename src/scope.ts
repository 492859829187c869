/**
 * One name for one room of one route, under which its topics lie. Lengths stand before the names: a room may be named by
 * a user, and no choice of a name may reach into another room.
 */
export const scopeOf = (route: string, room: string): string => `${route.length}:${route}${room.length}:${room}`
