import { battery } from './battery.ts'

battery('bun')
