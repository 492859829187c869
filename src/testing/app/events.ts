/** What is wrong with an event: properties that cannot be read, methods that fail, a console that throws. */
export function inspectEvent(event: Event): string[] {
  const wrong: string[] = []
  const check = (what: string, fn: () => unknown) => {
    try {
      if (fn() === false) wrong.push(what)
    } catch (error) {
      wrong.push(`${what}: ${String(error)}`)
    }
  }

  for (let proto: object | null = event; proto && proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
    for (const name of Object.getOwnPropertyNames(proto)) {
      // `returnValue` and `cancelBubble` are old names that some runtimes lack, but whatever is there must be readable.
      if (name !== 'constructor') check(name, () => void Reflect.get(event, name))
    }
  }
  for (const [name, type] of Object.entries(expected))
    check(`typeof ${name}`, () => typeof Reflect.get(event, name) === type)
  for (const name of ['preventDefault', 'stopPropagation', 'stopImmediatePropagation'] as const)
    check(name, () => void event[name]())
  for (const [what, act] of Object.entries(acts)) check(what, () => act(event))
  check('instanceof Event', () => event instanceof Event)
  const own = kinds[event.type]?.()
  check(`instanceof ${own?.name}`, () => own === undefined || event instanceof own)
  // Not console.log: some hosts speak with the harness on stdout. The formatter is the same.
  check('console', () => void console.error(event))
  return wrong
}

const expected = {
  type: 'string',
  timeStamp: 'number',
  eventPhase: 'number',
  bubbles: 'boolean',
  cancelable: 'boolean',
  composed: 'boolean',
  defaultPrevented: 'boolean',
  isTrusted: 'boolean',
}

/** What may be done with any event; `false` or an error tells that it may not. */
const acts: Record<string, (event: Event) => unknown> = {
  'composedPath()': (event) => Array.isArray(event.composedPath()),
  'String()': (event) => /^\[object \w*Event\]$/.test(String(event)),
  'JSON.stringify()': (event) => JSON.stringify(event).startsWith('{'),
  'to write cancelBubble': (event) => {
    event.cancelBubble = true
    return event.cancelBubble
  },
}

/** The class of an event by its type, where the runtime has one. */
const kinds: Record<string, () => (new (...args: never[]) => Event) | undefined> = {
  message: () => MessageEvent,
  close: () => globalThis.CloseEvent,
}
