import type { Context } from 'hono'
import type { SendData } from './data.ts'
import type { JackfieldError } from './errors.ts'
import type { Doorkeeper } from './guards/door.ts'
import type { Client } from './guards/proxies.ts'
import type { Grant, Policy, RouteOptions } from './options.ts'
import type { Intake, Platform } from './seam.ts'
import type { PublishResult, WSEvents } from './socket.ts'
import type { DisconnectOptions, DisconnectTarget, PublishTarget } from './targets.ts'

/** A route's decision to upgrade, before the adapter acts on it. */
export interface Intent {
  /** The value of the response's mark: unguessable, and good for one upgrade of one request. */
  readonly mark: string
  readonly route: string
  readonly room: string
  /** Both in one name. */
  readonly scope: string
  readonly url: string
  readonly protocol: string
  /** The client's own address, and what it counts by. */
  readonly address: string | undefined
  readonly bucket: string | undefined
  /** What is known of the connection when it opens. */
  readonly grant: Grant
  /** None if it is asked for a token first. */
  readonly events: WSEvents | undefined
  readonly token: Doorkeeper | undefined
  readonly policy: Policy
  /** What a connection keeps that outlives its isolate; a route whose handlers are closures keeps nothing. */
  readonly data?: unknown
}

/** A server, as the routes of its app see it. */
export interface Desk {
  readonly platform: Platform
  policyOf(options: RouteOptions): Policy
  /** Takes note that a route goes by this name. Throws `duplicate_route` if another one does. */
  claimName(name: string, owner: unknown): void
  /** Takes note that a request was refused. */
  refused(request: Request, error: JackfieldError): void
  /** Publishes wherever the room is kept. */
  relay(target: PublishTarget, data: SendData): Promise<PublishResult>
  /** Ends connections wherever they are; resolves with how many. */
  expel(target: DisconnectTarget, options: DisconnectOptions): Promise<number>
}

/** One request on its way through the app: what the route leaves here, the server finds when the app has answered. */
export interface Slot {
  readonly desk: Desk
  readonly intake: Intake
  /** Who asks, as trusted proxies tell it. */
  readonly client: Client
  /** What the client counts by among those of its address. */
  readonly bucket: string | undefined
  intent: Intent | undefined
}

/** The response header that carries a mark. It never leaves the process. */
export const markHeader = 'x-jackfield-intent'
/** Success, but no status that anything else makes or caches. */
export const markStatus = 299

const slotKey: unique symbol = Symbol.for('jackfield.slot')
const registryKey: unique symbol = Symbol.for('jackfield.registry')

interface Registry {
  readonly desks: Set<Desk>
  /** Handshakes that the app has not answered yet, by Sec-WebSocket-Key: more than one only if a client repeats itself. */
  readonly pending: Map<string, Set<Slot>>
}

// Sources and builds of this package may meet in one process, and a route must find the server across them.
const registry: Registry = ((globalThis as { [registryKey]?: Registry })[registryKey] ??= {
  desks: new Set(),
  pending: new Map(),
})

export const openDesk = (desk: Desk): void => void registry.desks.add(desk)
export const closeDesk = (desk: Desk): void => void registry.desks.delete(desk)

/** Puts the slot where the route finds it; the returned function takes it away again. */
export const placeSlot = (slot: Slot, env: object): (() => void) => {
  ;(env as { [slotKey]?: Slot })[slotKey] = slot
  const key = slot.intake.request.headers.get('sec-websocket-key')
  if (!key) return () => {}
  const same = registry.pending.get(key) ?? new Set()
  registry.pending.set(key, same.add(slot))
  return () => {
    if (same.delete(slot) && same.size === 0) registry.pending.delete(key)
  }
}

/** By the handshake's own key, unless two handshakes have the same. */
const findByKey = (c: Context): Slot | undefined => {
  const [slot, another] = registry.pending.get(c.req.raw.headers.get('sec-websocket-key') ?? '') ?? []
  return another ? undefined : slot
}

/** The slot of a request. Copies of the env keep its symbols; where a mounting function dropped it, the key tells. */
export const findSlot = (c: Context): Slot | undefined =>
  (c.env as { [slotKey]?: Slot } | undefined)?.[slotKey] ?? findByKey(c)

/** The server of a request or, where the env was dropped, the only one of the process. */
export const findDesk = (c: Context): Desk | undefined => {
  const desk = findSlot(c)?.desk
  if (desk || registry.desks.size !== 1) return desk
  return registry.desks.values().next().value
}

/** Whether any server lives in this process. */
export const anyDesk = (): boolean => registry.desks.size > 0
