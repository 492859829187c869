import { protocolOn } from './protocol.ts'

await protocolOn('deno')
