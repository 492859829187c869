import type { Member } from 'jackfield/channel'
import type { Members } from 'jackfield/client'
import { fromTemplate, type Parts, write } from './template.ts'

interface Person {
  readonly name: string
}

/** A colour of one's own, by the name. */
export const hueOf = (name: string): number => {
  let hash = 0
  for (const character of name) hash = (hash * 137 + (character.codePointAt(0) ?? 0) * 59) % 360
  return hash
}

/** Paints somebody's badge: the initials on their colour. */
export const paintBadge = (badge: HTMLElement, name: string): void => {
  const words = name.split(/\s+/).slice(0, 2)
  write(badge, words.map((word) => String.fromCodePoint(word.codePointAt(0) ?? 32)).join(''))
  badge.style.setProperty('--hue', String(hueOf(name)))
}

/** The list of who is there. Whoever stays keeps the same element, whatever happens to their connection. */
export const peopleList = <Data extends Person>(list: HTMLElement, isMe: (data: Data) => boolean) => {
  const shown = new Map<string, ReturnType<typeof fromTemplate>>()
  const { element: more, part: rest } = fromTemplate('more')

  const show = (part: Parts, { name }: Data, mine: boolean) => {
    paintBadge(part('badge'), name)
    write(part('name'), name)
    part('you').hidden = !mine
  }

  const add = (id: string) => {
    const person = fromTemplate('person')
    shown.set(id, person)
    list.append(person.element)
    return person
  }

  return ({ list: members, count }: Members<Data>): void => {
    const there = new Set(members.map(({ id }) => id))
    for (const [id, { element }] of shown) {
      if (there.has(id)) continue
      element.remove()
      shown.delete(id)
    }
    for (const { id, data } of members as readonly Member<Data>[]) {
      const { element, part } = shown.get(id) ?? add(id)
      show(part, data, isMe(data))
      element.classList.toggle('own', isMe(data))
    }
    const others = count - members.length
    if (others > 0) list.append(more)
    else more.remove()
    write(rest('count'), String(others))
  }
}
