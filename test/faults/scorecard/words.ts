import type { Cell, Row, Verdict } from './card.ts'

/** What stands before a measured value. */
export const marks: Readonly<Record<Verdict, string>> = {
  met: '✓',
  declared: '~',
  'not met': '✗',
  'not measured': '✗',
}

/** In place of a value that another row has. */
export const ditto = '″'

/** Units that stand behind a number; others are in the sentence. */
const isShort = (unit: string): boolean => unit.length <= 2

const number = (value: number): string => {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}

export const askedText = ({ asked: { at, threshold, unit } }: Row): string =>
  `${at === 'least' ? '≥' : '≤'} ${number(threshold)}${isShort(unit) ? ` ${unit}` : ''}`

export const cellText = ({ verdict, measured, isShared }: Cell): string => {
  const value = measured === undefined ? 'none' : number(measured)
  return `${marks[verdict]} ${isShared ? ditto : value}`
}

/** A runtime's name as a heading: without the date of a Worker's compatibility. */
export const heading = (runtime: string): string => runtime.replace(/-\d.*$/, '')
