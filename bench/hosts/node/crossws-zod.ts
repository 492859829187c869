import { defineHooks } from 'crossws'
import crossws from 'crossws/adapters/node'
import { answer } from '../typed.ts'
import { httpServer } from './http.ts'

const hooks = defineHooks({
  message(peer, message) {
    peer.send(answer(message.text()))
  },
})
httpServer().on('upgrade', crossws({ hooks }).handleUpgrade)
