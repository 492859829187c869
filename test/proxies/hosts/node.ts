import { serve } from '../../../adapters/node/serve.ts'
import { listen } from './listen.ts'

await listen(serve)
