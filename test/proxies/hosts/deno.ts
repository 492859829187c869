import { serve } from '../../../adapters/deno/serve.ts'
import { listen } from './listen.ts'

await listen(serve)
