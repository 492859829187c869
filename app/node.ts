import { serve } from 'jackfield/node'
import { start } from './start.ts'

await start(`Node ${process.versions.node}`, serve)
