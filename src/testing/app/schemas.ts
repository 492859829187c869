import type { StandardSchemaV1 } from '../../channel/index.ts'

/** A schema of the contract's own, for no library of others is needed to have one: the members of an object, by their types. */
export function members<T extends object>(
  types: {
    readonly [Key in keyof T]: 'string' | 'number' | 'object'
  },
): StandardSchemaV1<T> {
  return {
    '~standard': {
      version: 1,
      vendor: 'jackfield-contract',
      validate(value) {
        if (typeof value !== 'object' || value === null) return { issues: [{ message: 'is no object' }] }
        const issues = Object.entries(types).flatMap(([key, type]) =>
          Object.hasOwn(value, key) && typeof Reflect.get(value, key) === type
            ? []
            : [{ path: [key], message: `is no ${type}` }],
        )
        return issues.length > 0 ? { issues } : { value: value as T }
      },
    },
  }
}

/** Any value. */
export const anything: StandardSchemaV1<unknown> = {
  '~standard': { version: 1, vendor: 'jackfield-contract', validate: (value) => ({ value }) },
}

/** Nothing at all. */
export const nothing: StandardSchemaV1<undefined> = {
  '~standard': {
    version: 1,
    vendor: 'jackfield-contract',
    validate: (value) => (value === undefined ? { value } : { issues: [{ message: 'is something' }] }),
  },
}

/** Texts, looked at by a validator that takes its time, and answers with others: in capitals. */
export const slowCapitals: StandardSchemaV1<string> = {
  '~standard': {
    version: 1,
    vendor: 'jackfield-contract',
    async validate(value) {
      await undefined
      return typeof value === 'string' ? { value: value.toUpperCase() } : { issues: [{ message: 'is no string' }] }
    },
  },
}

/** One whose validator always throws, what it was given among the words. */
export const broken: StandardSchemaV1<unknown> = {
  '~standard': {
    version: 1,
    vendor: 'jackfield-contract',
    validate(value) {
      throw new Error(`cannot look at ${JSON.stringify(value)}`)
    },
  },
}
