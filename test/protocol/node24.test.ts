import { protocolOn } from './protocol.ts'

await protocolOn('node24')
