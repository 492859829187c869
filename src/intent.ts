import type { Context } from 'hono'
import type { SendData } from './data.ts'
import type { JackfieldError } from './errors.ts'
import type { Doorkeeper } from './guards/door.ts'
import type { Client } from './guards/proxies.ts'
import type { ConnectionEvents } from './handlers.ts'
import { type Handshake, readHandshake } from './handshake.ts'
import type { Grant, Policy, RouteOptions, ServerSettings } from './options.ts'
import { Roll } from './roll.ts'
import type { Intake, Platform } from './seam.ts'
import type { PublishResult } from './socket.ts'
import type { DisconnectOptions, DisconnectTarget, PublishAddress } from './targets.ts'
import type { Topics } from './topics.ts'

/** A route's decision to upgrade, before the adapter acts on it. */
export interface Intent {
  readonly route: string
  /** Of a connection that goes on; a new one gets its own. */
  readonly id?: string
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
  readonly events: ConnectionEvents | undefined
  readonly token: Doorkeeper | undefined
  readonly policy: Policy
  /** What a connection of a channel begins with, or has kept; a route whose handlers are closures keeps nothing. */
  readonly data?: unknown
}

/** A server, as the routes of its app see it. */
export interface Desk {
  readonly platform: Platform
  readonly settings: ServerSettings
  readonly topics: Topics
  policyOf(options: RouteOptions): Policy
  /** Takes note that a route goes by this name. Throws `duplicate_route` if another one does. */
  claimName(name: string, owner: unknown): void
  /** What one more handshake would be refused with at this moment, if there is no room for it. */
  crowded(slot: Slot): JackfieldError | undefined
  /** A mark for the answer to one request. */
  mark(): string
  /** Takes note that a request was refused. */
  refused(request: Request, error: JackfieldError): void
  /** Publishes wherever the room is kept. */
  relay(target: PublishAddress, data: SendData): Promise<PublishResult>
  /** Ends connections wherever they are; resolves with how many. */
  expel(target: DisconnectTarget, options: DisconnectOptions): Promise<number>
}

/** One request on its way through the app: what the route leaves here, the server finds when the app has answered. */
export interface Slot {
  readonly desk: Desk
  readonly intake: Intake
  /** What its headers said when it came. */
  readonly handshake: Handshake
  readonly host: string | null
  /** Whether they are those of a whole handshake. */
  readonly isHandshake: boolean
  /** Who asks, as trusted proxies tell it. */
  readonly client: Client
  /** What the client counts by among those of its address. */
  readonly bucket: string | undefined
  intent: Intent | undefined
  /** The route's own answer, as long as nobody has replaced it. */
  answer: Response | undefined
  /** What that is marked with: unguessable, and good for one upgrade of one request. */
  mark: string | undefined
  /** Its place among those that the app has not answered yet: theirs to write. */
  entry: number
}

/** The response header that carries a mark. It never leaves the process. */
export const markHeader = 'x-jackfield-intent'
/** Success, but no status that anything else makes or caches. */
export const markStatus = 299

const slotKey: unique symbol = Symbol.for('jackfield.slot')
const registryKey: unique symbol = Symbol.for('jackfield.registry')

interface Registry {
  readonly desks: Set<Desk>
  /** Handshakes that the app has not answered yet. */
  readonly pending: Roll<Slot, 'entry'>
}

// Sources and builds of this package may meet in one process, and a route must find the server across them.
const registry: Registry = ((globalThis as { [registryKey]?: Registry })[registryKey] ??= {
  desks: new Set(),
  pending: new Roll('entry'),
})

export const openDesk = (desk: Desk): void => void registry.desks.add(desk)
export const closeDesk = (desk: Desk): void => void registry.desks.delete(desk)

/** Puts the slot where the route finds it. */
export const placeSlot = (slot: Slot, env: object): void => {
  ;(env as { [slotKey]?: Slot })[slotKey] = slot
  if (slot.isHandshake && slot.handshake.key) registry.pending.add(slot)
}

/** Takes it away again, from where it is found by its key. */
export const removeSlot = (slot: Slot): void => void registry.pending.delete(slot)

/** By the handshake's own key, unless two have the same: as only a client that repeats itself has. */
const findByKey = (c: Context): Slot | undefined => {
  const key = c.req.raw.headers.get('sec-websocket-key')
  if (!key) return undefined
  let found: Slot | undefined
  for (const slot of registry.pending) {
    if (slot.handshake.key !== key) continue
    if (found) return undefined
    found = slot
  }
  return found
}

/** The slot of a request. Copies of the env keep its symbols; where a mounting function dropped it, the key tells. */
export const findSlot = (c: Context): Slot | undefined =>
  (c.env as { [slotKey]?: Slot } | undefined)?.[slotKey] ?? findByKey(c)

/** What the headers of a request say; those of one that middleware has put in the place of another are its own. */
export const handshakeOf = (c: Context): Handshake => {
  const slot = findSlot(c)
  return slot?.intake.request === c.req.raw ? slot.handshake : readHandshake(c.req.raw)
}

/** The server of a request or, where the env was dropped, the only one of the process. */
export const findDesk = (c: Context): Desk | undefined => {
  const desk = findSlot(c)?.desk
  if (desk || registry.desks.size !== 1) return desk
  return registry.desks.values().next().value
}

/** Whether any server lives in this process. */
export const anyDesk = (): boolean => registry.desks.size > 0
