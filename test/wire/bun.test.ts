import { wireOn } from './wire.ts'

wireOn('bun')
