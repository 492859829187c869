import type { Bytes, Call } from './entry.ts'
import type { InferIn, InferOut, Schema } from './schema.ts'

/** What JSON does not bring back as it was. */
interface Lost {
  'a bigint': bigint
  'a symbol': symbol
  'a function': (...args: never) => unknown
  'a Date': Date
  'a Map': Map<unknown, unknown>
  'a Set': Set<unknown>
  bytes: ArrayBuffer | ArrayBufferView
}

/** How far down it is looked: some types have no end. */
type Depth = readonly [1, 1, 1, 1, 1, 1]

/** What of that is in a type; `never` if nothing is. An instance of another class has functions. */
type LostIn<T, Left extends readonly unknown[] = Depth> = unknown extends T
  ? never
  : T extends string | number | boolean | null | undefined
    ? never
    : T extends Lost[keyof Lost]
      ? { [What in keyof Lost]: T extends Lost[What] ? What : never }[keyof Lost]
      : Left extends readonly [unknown, ...infer Less]
        ? T extends readonly (infer Element)[]
          ? LostIn<Element, Less>
          : { [Name in keyof T]-?: LostIn<T[Name], Less> }[keyof T]
        : never

/** The same of what goes over the wire of an entry. */
type LostOf<Entry> =
  Entry extends Call<infer Input, infer Output>
    ? LostIn<InferIn<Input>> | LostIn<InferIn<Output>>
    : Entry extends Bytes<infer Head>
      ? LostIn<InferIn<Head>>
      : Entry extends Schema
        ? LostIn<InferIn<Entry>>
        : never

/** What fits an entry; or what is wrong with what its sender gives, for the compiler to say. */
export type Carried<Name extends PropertyKey, Entry, Fit> = [LostOf<Entry>] extends [never]
  ? Fit
  : `${Name & string}: JSON cannot carry ${LostOf<Entry>}. Send what JSON has, and let the schema make the rest of it`

/** Nothing that is asked of what a schema makes; or what is wrong with that, for the compiler to say. */
export type Keepable<Name extends string, S> = S extends Schema
  ? [LostIn<InferOut<S>>] extends [never]
    ? unknown
    : `${Name}: a connection keeps JSON, which cannot carry ${LostIn<InferOut<S>>}: keep what it is made of`
  : unknown
