import { brief } from '../channel/brief.ts'
import type { Checked } from '../channel/schema.ts'

/** What a schema has said of what does not fit it. */
export type Misfit = Extract<Checked<never>, { readonly issues: object }>

/** Where a value does not fit its schema, for a log: the places alone, as some libraries' words show the value itself. */
export const misfitOf = ({ issues, cause }: Misfit): string => {
  if (cause !== undefined) return "does not fit its schema, which failed: see the error's cause"
  const told = brief(issues).map(({ path }) => (path.length > 0 ? JSON.stringify(path.join('.')) : 'its root'))
  const more = issues.length > told.length ? ' and elsewhere' : ''
  return `does not fit its schema at ${[...new Set(told)].join(', ')}${more}`
}
