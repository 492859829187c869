import { wireOn } from './wire.ts'

wireOn('workerd-2025-06-01')
