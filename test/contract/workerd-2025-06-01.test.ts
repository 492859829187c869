import { contractOn } from './contract.ts'

await contractOn('workerd-2025-06-01')
