import { battery } from './battery.ts'

battery('node24')
