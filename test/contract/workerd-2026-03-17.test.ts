import { contractOn } from './contract.ts'

await contractOn('workerd-2026-03-17')
