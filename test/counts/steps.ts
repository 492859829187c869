/** Who keeps members and topics, and who steps through them. */
const prototypes: object[] = [
  Map.prototype,
  Set.prototype,
  Object.getPrototypeOf(new Map().values()),
  Object.getPrototypeOf(new Set().values()),
]

/** How often maps and sets are asked, changed or stepped on while `act` runs. */
export function stepsOf(act: () => void): number {
  let steps = 0
  const restores = prototypes.flatMap((prototype) =>
    Reflect.ownKeys(prototype).map((key) => {
      const own = Object.getOwnPropertyDescriptor(prototype, key) as PropertyDescriptor
      if (typeof own.value !== 'function' || key === 'constructor') return () => {}
      const value = function (this: object, ...args: unknown[]) {
        // What runs through all of them does it in one call.
        steps += key === 'forEach' ? (this as Set<unknown>).size : 1
        return Reflect.apply(own.value, this, args)
      }
      Object.defineProperty(prototype, key, { ...own, value })
      return () => Object.defineProperty(prototype, key, own)
    }),
  )
  try {
    act()
  } finally {
    for (const restore of restores) restore()
  }
  return steps
}
