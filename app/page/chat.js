import { fromTemplate, partsOf } from './template.js'

const MOST_LINES = 200

/**
 * @param {HTMLElement} pane
 * @param {import('./connection.js').Connection} connection
 * @param {HTMLInputElement} name
 */
export function chatRoom(pane, connection, name) {
  const part = partsOf(pane)
  const log = part('log')
  const form = /** @type {HTMLFormElement} */ (part('say'))
  const input = /** @type {HTMLInputElement} */ (part('message'))
  const button = /** @type {HTMLButtonElement} */ (part('send'))

  connection.addEventListener('change', () => {
    button.disabled = connection.state !== 'open'
  })
  connection.addEventListener('message', (event) => add(/** @type {CustomEvent} */ (event).detail))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const text = input.value.trim()
    if (text && connection.send({ type: 'say', from: name.value, text })) input.value = ''
  })

  /** @param {{ type: 'said' | 'announced' | 'refused', from?: string, text: string, at?: number }} line */
  function add({ type, from, text, at }) {
    const { element, part } = fromTemplate('line')
    element.classList.add(type)
    part('from').textContent = type === 'refused' ? 'not sent' : (from ?? 'announcement')
    part('time').textContent = new Date(at ?? Date.now()).toTimeString().slice(0, 5)
    part('text').textContent = text

    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40
    log.append(element)
    if (log.childElementCount > MOST_LINES) log.firstElementChild?.remove()
    if (atEnd) log.scrollTop = log.scrollHeight
  }
}
