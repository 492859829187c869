/** A header of a stranger's, cut to what an operator needs of it. */
export const quote = (text: string | null): string => JSON.stringify(text?.slice(0, 300) ?? null)
