const KEY = 'name'
const colours = ['Amber', 'Cobalt', 'Copper', 'Coral', 'Indigo', 'Jade', 'Olive', 'Scarlet', 'Silver', 'Teal']
const birds = ['Crane', 'Finch', 'Heron', 'Kestrel', 'Lark', 'Magpie', 'Plover', 'Robin', 'Swift', 'Wren']

/** @param {string[]} list */
const anyOf = (list) => list[Math.floor(Math.random() * list.length)]

/**
 * Who the person at this page is: made up on the first visit, kept for the next one, changed in the input.
 * @param {HTMLInputElement} input
 */
export function keepName(input) {
  const keep = () => {
    input.value = input.value.trim() || `${anyOf(colours)} ${anyOf(birds)}`
    stored(() => localStorage.setItem(KEY, input.value))
  }
  input.value = stored(() => localStorage.getItem(KEY)) ?? ''
  input.addEventListener('change', keep)
  keep()
}

/**
 * Storage throws where the browser is told to keep nothing.
 * @template T
 * @param {() => T} use
 */
function stored(use) {
  try {
    return use()
  } catch {
    return undefined
  }
}
