declare const gc: (() => void) | undefined

/** Collects garbage where workerd was told to offer that. A Worker does not know what memory it has. */
export function collect(): object {
  if (typeof gc === 'function') gc()
  return {}
}
