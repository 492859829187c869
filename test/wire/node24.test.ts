import { wireOn } from './wire.ts'

wireOn('node24')
