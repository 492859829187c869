import type { Action, Script } from './plan.ts'

/** Runs a script as a handler runs: at once as far as its first wait, and what it throws is thrown or rejected. */
export const perform = (script: Script, act: (action: Action) => void | Promise<void>): void | Promise<void> => {
  for (const [index, action] of script.entries()) {
    const wait = act(action)
    if (wait) return wait.then(() => perform(script.slice(index + 1), act))
  }
}

/** Lets so many turns of the microtask queue pass. */
export const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await undefined
}
