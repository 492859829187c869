export type { Issue } from './brief.ts'
export {
  type ClientCode,
  type CodeRule,
  codes,
  type ProtocolCode,
  type Retry,
  retryOf,
  type WireCode,
} from './codes.ts'
export { type Channel, type ChannelEntries, type ClientEntries, defineChannel, type ServerEntries } from './define.ts'
export { type Bytes, bytes, type Call, type ClientEntry, call, type ServerEntry } from './entry.ts'
export type { ReservedName } from './names.ts'
export type { InferIn, InferOut, Schema, SchemaIssue, SchemaResult, StandardSchemaV1 } from './schema.ts'
export type * from './types.ts'
