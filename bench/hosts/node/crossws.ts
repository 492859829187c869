import crossws from 'crossws/adapters/node'
import { hooks } from '../crossws.ts'
import { httpServer } from './http.ts'

httpServer().on('upgrade', crossws({ hooks }).handleUpgrade)
