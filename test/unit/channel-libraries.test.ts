import { type } from 'arktype'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { brief } from '../../src/channel/brief.ts'
import { bytes, call, defineChannel } from '../../src/channel/index.ts'
import { tableOf } from '../../src/channel/message.ts'
import { check, checkNow, type Schema } from '../../src/channel/schema.ts'

// One and the same in each: a text, and a number that comes as text.
const libraries: Record<string, Schema> = {
  zod: z.object({ text: z.string(), at: z.string().transform(Number) }),
  valibot: v.object({ text: v.string(), at: v.pipe(v.string(), v.transform(Number)) }),
  arktype: type({ text: 'string', at: type('string').pipe(Number) }),
}

for (const [library, schema] of Object.entries(libraries)) {
  test(`${library}: all kinds of messages take its schemas`, () => {
    const { client, server } = defineChannel('chat', {
      client: { say: schema, ask: call(schema, schema), show: bytes(schema) },
      server: { said: schema, show: bytes(schema) },
      presence: schema,
    })
    expect([...tableOf(client).values()].map(({ kind }) => kind)).toEqual(['plain', 'call', 'bytes'])
    expect([...tableOf(server).values()].map((message) => message.schema === schema)).toEqual([true, true])
  })

  test(`${library}: what is good is transformed, at once`, () => {
    expect(checkNow(schema, { text: 'hello', at: '12' }, 'say')).toMatchObject({ value: { text: 'hello', at: 12 } })
  })

  test(`${library}: what is wrong has a path and a message`, () => {
    const checked = checkNow(schema, { text: 'hello', at: 12 }, 'say')
    expect(brief(checked.issues ?? [])).toEqual([{ path: ['at'], message: expect.stringContaining('string') }])
  })

  test(`${library}: nothing that a stranger sends throws`, () => {
    for (const value of [undefined, null, 1, 'x', [], { __proto__: null }, JSON.parse('{"__proto__":{"text":"x"}}')]) {
      expect(checkNow(schema, value, 'say').issues).not.toHaveLength(0)
    }
  })
}

test('async schemas', async () => {
  const taken = async (name: string) => name !== 'ada'
  const schemas: Schema[] = [z.string().refine(taken), v.pipeAsync(v.string(), v.checkAsync(taken))]
  for (const schema of schemas) {
    expect(await check(schema, 'bob')).toMatchObject({ value: 'bob' })
    expect((await check(schema, 'ada')).issues).toHaveLength(1)
    expect(() => checkNow(schema, 'ada', 'name')).toThrow('the schema of "name" answers with a promise')
  }
})
