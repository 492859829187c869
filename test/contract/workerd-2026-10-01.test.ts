import { contractOn } from './contract.ts'

await contractOn('workerd-2026-10-01')
