import process from 'node:process'
import { serve } from 'jackfield/node'
import { asked } from './app.ts'
import { run } from './run.ts'

await run(await serve(...asked(process.argv[2])))
