import { runContract } from '../../testing/vitest.ts'
import { memorySource } from './memory.ts'

await runContract(memorySource)
