import { wireOn } from './wire.ts'

wireOn('deno')
