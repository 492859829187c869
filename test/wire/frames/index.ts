import type { FrameCase } from './case.ts'
import { closeCases } from './close.ts'
import { control } from './control.ts'
import { fragmentation } from './fragmentation.ts'
import { framing } from './framing.ts'
import { maskCases } from './masks.ts'
import { reserved } from './reserved.ts'
import { utf8Cases } from './utf8.ts'

/** @see https://www.rfc-editor.org/rfc/rfc6455 */
export const frameCases: readonly FrameCase[] = [
  ...framing,
  ...control,
  ...fragmentation,
  ...utf8Cases,
  ...closeCases,
  ...reserved,
  ...maskCases,
]
