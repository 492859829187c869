import { contractOn } from './contract.ts'

await contractOn('deno')
