import { serve } from '../../../adapters/deno/index.ts'
import { jackfieldApp, options } from '../jackfield.ts'
import { address, listening, memory } from '../process.ts'

listening(await serve(jackfieldApp(memory), { ...options, ...address }))
