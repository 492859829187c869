/** A JSON message of a page, not yet trusted. */
export type Message = Readonly<Record<string, unknown>>

/** Reads a text message; what is no JSON object becomes one without a type. */
export const readMessage = (text: string): Message => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** The trimmed text, if there is one of at most so many characters. */
export const textOf = (value: unknown, longest: number): string | undefined => {
  const text = typeof value === 'string' ? value.trim() : ''
  return text && text.length <= longest ? text : undefined
}
