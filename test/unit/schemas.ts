import type { StandardSchemaV1 } from '../../src/channel/index.ts'

/** A schema of the tests' own: what `read` returns passes, what it throws does not. */
export const schema = <Output, Input = Output>(read: (value: unknown) => Output): StandardSchemaV1<Input, Output> => ({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate(value) {
      try {
        return { value: read(value) }
      } catch (error) {
        return { issues: [{ path: (error as { path?: string[] }).path ?? [], message: (error as Error).message }] }
      }
    },
  },
})

const typed = <T>(name: string) =>
  schema<T>((value) => {
    if (typeof value === name) return value as T
    throw new TypeError(`no ${name}`)
  })

export const text: StandardSchemaV1<string> = typed('string')
export const number: StandardSchemaV1<number> = typed('number')
export const anything: StandardSchemaV1<unknown> = schema((value) => value)

/** A text that a validator looks at for a while. */
export const slowly = (wait: () => Promise<unknown>): StandardSchemaV1<string> => ({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async (value) => {
      await wait()
      return typeof value === 'string' ? { value } : { issues: [{ message: 'no string' }] }
    },
  },
})

/** An object of which each member has a schema. */
export const object = <T extends Record<string, unknown>>(
  members: {
    [Key in keyof T]: StandardSchemaV1<T[Key]>
  },
): StandardSchemaV1<T> =>
  schema((value) => {
    if (typeof value !== 'object' || value === null) throw new TypeError('no object')
    const made: Record<string, unknown> = {}
    for (const [key, member] of Object.entries(members)) {
      const checked = (member as StandardSchemaV1)['~standard'].validate((value as Record<string, unknown>)[key])
      if ('then' in checked) throw new TypeError('later')
      if (checked.issues) throw Object.assign(new TypeError(checked.issues[0]?.message), { path: [key] })
      made[key] = checked.value
    }
    return made as T
  })
