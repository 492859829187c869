import type { Page } from 'playwright-core'

export type PaneName = 'wall' | 'chat'

/** One part of a pane, by the name that the page's own scripts know it by. */
export const part = (page: Page, pane: PaneName, name: string) => page.locator(`#${pane} [data-part="${name}"]`).first()

/** Waits until a pane's line is in a state. */
export const untilState = (page: Page, pane: PaneName, state: string) =>
  page.locator(`#${pane}[data-state="${state}"]`).waitFor()

/** Waits until both panes are live. */
export const untilLive = async (page: Page): Promise<void> => {
  await untilState(page, 'wall', 'open')
  await untilState(page, 'chat', 'open')
}

/** Takes a name, as a person would. */
export const takeName = async (page: Page, name: string): Promise<void> => {
  await page.fill('#name', name)
  await page.locator('#name').blur()
}

/** Says a line in the chat. */
export const say = async (page: Page, text: string): Promise<void> => {
  await part(page, 'chat', 'message').fill(text)
  await part(page, 'chat', 'message').press('Enter')
}

/** The chat's lines as they stand there, each with who said it. */
export const linesOf = (page: Page): Promise<string[]> =>
  page
    .locator('#chat .line')
    .evaluateAll((lines) =>
      lines.map((line) =>
        ['from', 'text'].map((p) => line.querySelector(`[data-part="${p}"]`)?.textContent).join(': '),
      ),
    )

/** Who is in the room, as the chat shows it. */
export const peopleOf = (page: Page): Promise<string[]> =>
  page.locator('#chat .person').evaluateAll((people) =>
    people.map((person) => {
      const [name, you] = ['name', 'you'].map((p) => person.querySelector<HTMLElement>(`[data-part="${p}"]`))
      return name?.textContent + (you?.hidden ? '' : ' (you)')
    }),
  )
