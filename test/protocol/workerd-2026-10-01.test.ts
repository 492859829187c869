import { protocolOn } from './protocol.ts'

await protocolOn('workerd-2026-10-01')
