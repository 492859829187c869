import { contractOn } from './contract.ts'

await contractOn('node22')
