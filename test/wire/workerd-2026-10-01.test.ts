import { wireOn } from './wire.ts'

wireOn('workerd-2026-10-01')
