import { protocolOn } from './protocol.ts'

await protocolOn('bun')
