import { serve } from 'jackfield/bun'
import { start } from './start.ts'

await start(`Bun ${Bun.version}`, serve)
