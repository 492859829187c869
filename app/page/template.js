/**
 * A copy of a template of index.html, and its parts by their `data-part`.
 * @param {string} id
 */
export function fromTemplate(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id))
  const element = /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild)
  return { element, part: partsOf(element) }
}

/**
 * Finds parts of an element by their `data-part`.
 * @param {HTMLElement} element
 */
export const partsOf = (element) => {
  /** @param {string} name */
  return (name) => /** @type {HTMLElement} */ (element.querySelector(`[data-part="${name}"]`))
}
