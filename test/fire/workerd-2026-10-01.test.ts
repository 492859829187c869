import { battery } from './battery.ts'

battery('workerd-2026-10-01')
