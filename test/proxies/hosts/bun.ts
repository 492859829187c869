import { serve } from '../../../adapters/bun/serve.ts'
import { listen } from './listen.ts'

await listen(serve)
