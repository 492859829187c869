import { serve } from '../../../adapters/node/index.ts'
import { options } from '../jackfield.ts'
import { address, listening } from '../process.ts'
import { channelApp } from '../typed.ts'

listening(await serve(channelApp(), { ...options, ...address }))
