/** Finds the parts of an element by their `data-part`. */
export const partsOf =
  (element: ParentNode) =>
  <Part extends HTMLElement>(name: string): Part => {
    const part = element.querySelector<Part>(`[data-part="${name}"]`)
    if (part) return part
    throw new Error(`index.html has no part "${name}" here`)
  }

export type Parts = ReturnType<typeof partsOf>

/** An element by its id. */
export const byId = <Found extends HTMLElement>(id: string): Found => {
  const found = document.getElementById(id)
  if (found) return found as Found
  throw new Error(`index.html has no #${id}`)
}

/** A copy of a template of index.html, and its parts. */
export const fromTemplate = (id: string): { readonly element: HTMLElement; readonly part: Parts } => {
  const { content } = byId<HTMLTemplateElement>(id)
  const element = document.importNode(content, true).firstElementChild as HTMLElement
  return { element, part: partsOf(element) }
}

/** Writes a text, unless it stands there already: a screen reader speaks every change. */
export const write = (element: HTMLElement, text: string): void => {
  if (element.textContent !== text) element.textContent = text
}
