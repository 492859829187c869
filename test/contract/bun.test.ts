import { contractOn } from './contract.ts'

await contractOn('bun')
