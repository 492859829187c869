const key = 'name'
const colours = ['Amber', 'Cobalt', 'Copper', 'Coral', 'Indigo', 'Jade', 'Olive', 'Scarlet', 'Silver', 'Teal']
const birds = ['Crane', 'Finch', 'Heron', 'Kestrel', 'Lark', 'Magpie', 'Plover', 'Robin', 'Swift', 'Wren']

const anyOf = (list: readonly string[]) => list[Math.floor(Math.random() * list.length)]

/** Storage throws where the browser is told to keep nothing. */
const stored = <Found>(use: () => Found): Found | undefined => {
  try {
    return use()
  } catch {
    return undefined
  }
}

/** Who the person at this page is: made up on the first visit, kept for the next one, changed in the input. */
export const keepName = (input: HTMLInputElement): void => {
  const keep = () => {
    input.value = input.value.trim() || `${anyOf(colours)} ${anyOf(birds)}`
    stored(() => localStorage.setItem(key, input.value))
  }
  input.value = stored(() => localStorage.getItem(key)) ?? ''
  input.addEventListener('change', keep)
  keep()
}

/**
 * What tells this tab from all others. A page that is loaded anew takes it from the one before; it is laid down only in
 * between, since a tab that is duplicated begins with all that its original has stored.
 */
export const keepTab = (): string => {
  const before = stored(() => sessionStorage.getItem('tab'))
  stored(() => sessionStorage.removeItem('tab'))
  const tab = before ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join('-')
  addEventListener('pagehide', () => stored(() => sessionStorage.setItem('tab', tab)))
  addEventListener('pageshow', () => stored(() => sessionStorage.removeItem('tab')))
  return tab
}
