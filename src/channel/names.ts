const reserved = ['cancel', 'error', 'joined', 'left', 'ping', 'pong', 'presence', 'reply', 'token', 'welcome'] as const

/** The words of the protocol itself: no message of a channel has one of them for a name. */
export type ReservedName = (typeof reserved)[number]

/** Throws unless a text will do as the name of a channel or of a message. */
export const checkName = (name: unknown, whose: string): void => {
  if (typeof name !== 'string' || !/^[\w.:/-]{1,64}$/.test(name)) {
    throw new TypeError(`${whose} is ${JSON.stringify(name)}: it takes 1 to 64 of A-Z a-z 0-9 _ . : / -`)
  }
}

/** Throws unless a text will do as the name of a message. */
export const checkMessageName = (name: string, whose: string): void => {
  checkName(name, `${whose}: a message's name`)
  if (!(reserved as readonly string[]).includes(name)) return
  throw new TypeError(
    `${whose}: "${name}" is a word of the protocol itself (${reserved.join(', ')}): choose another name`,
  )
}
