/** What a handler does, in this order; a `sleep` or a `yield` makes it asynchronous from there on. */
export type Script = readonly Action[]

export type Action =
  | { readonly act: 'send' | 'terminate' | 'throw' }
  | { readonly act: 'subscribe' | 'unsubscribe' | 'publish'; readonly topic: string }
  | { readonly act: 'close'; readonly code: number | undefined }
  /** Puts the connection's end off: by so much from now, or for ever. */
  | { readonly act: 'renew'; readonly ms: number | undefined }
  /** `heeds`: ends as soon as the signal aborts. */
  | { readonly act: 'sleep'; readonly ms: number; readonly heeds: boolean }
  | { readonly act: 'yield'; readonly turns: number }

/** How a handshake goes, apart from its timing. */
export type Fate = 'good' | 'unauthorized' | 'replaced' | 'foreign' | 'malformed' | 'plain' | 'throws' | 'nothing'

/** What the runtime and the peer of one connection are like. */
export interface Manners {
  /** The runtime can stop reading. */
  readonly pauses: boolean
  /** How many messages still come after a pause: the runtime has read them already. */
  readonly overruns: number
  /** The runtime can ping. */
  readonly pings: boolean
  /** The runtime tells the end at once, inside the call that brought it about, and tells it again later. */
  readonly abrupt: boolean
  /** The runtime tells neither of an open connection nor of its end: the client has left in between. */
  readonly forgets: boolean
  /** The runtime tells when its write buffer is empty again. */
  readonly drains: boolean
  /** For how long the peer reads nothing at first, in ms. */
  readonly stalls: number
  /** The peer answers no ping. */
  readonly mute: boolean
  /** How long the peer takes to answer a close frame, in ms. */
  readonly answers: number
}

export interface Connect {
  readonly step: 'connect'
  readonly peer: number
  readonly path: string
  readonly room: string
  readonly address: string | undefined
  readonly key: string | undefined
  /** What its first message is, where that is a token, and what looking at it waits for. */
  readonly token: 'good' | 'bad' | 'throws'
  readonly verify: Script
  /** When what lets it in runs out, in ms from the handshake. */
  readonly expires: number | undefined
  readonly fate: Fate
  readonly manners: Manners
  /** What the middleware and the function that makes the handlers wait for. */
  readonly before: Script
  readonly factory: Script
  readonly after: Script
  /** What lies between the core's word and the native upgrade. */
  readonly lag: Script
  readonly open: Script
  readonly close: Script
  /** Without it the route has no `onError`. */
  readonly error: Script | undefined
}

export interface Message {
  readonly step: 'message'
  readonly peer: number
  readonly id: number
  readonly size: number
  readonly binary: boolean
  readonly script: Script
}

/** What one thing that happens from outside is; a `peer` that is not there makes it nothing. */
export type Event =
  | Connect
  | Message
  /** The peer sends a close frame, cuts the line, or falls silent. */
  | { readonly step: 'close' | 'reset' | 'hush'; readonly peer: number }
  | { readonly step: 'ping'; readonly peer: number; readonly times: number }
  /** The peer reads nothing for so long. */
  | { readonly step: 'stall'; readonly peer: number; readonly ms: number }
  /** The app ends connections. */
  | {
      readonly step: 'disconnect'
      readonly by: 'handle' | 'request'
      readonly key: string | undefined
      readonly route: string | undefined
      readonly room: string | undefined
    }
  /** A timer of the app's does something with a socket that it has stored. */
  | { readonly step: 'use'; readonly peer: number; readonly script: Script }
  | {
      readonly step: 'publish'
      readonly by: 'handle' | 'request'
      readonly route: string
      readonly room: string
      readonly topic: string
      /** How often, one right after another. */
      readonly times: number
    }
  /** `meanwhile`: the next steps come while the time passes. */
  | { readonly step: 'advance'; readonly ms: number; readonly meanwhile: boolean }
  | { readonly step: 'drain'; readonly timeout: number }

/** An event, and how many turns of the microtask queue pass before the next. */
export type Step = Event & { readonly turns: number }

/** All that is random in one run. */
export interface Plan {
  readonly seed: number
  readonly steps: readonly Step[]
  /** How what is left at the end comes to its end. */
  readonly ending: 'close' | 'reset' | 'drain'
}
