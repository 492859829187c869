import { serve } from 'jackfield/deno'
import { start } from './start.ts'

await start(`Deno ${Deno.version.deno}`, serve)
