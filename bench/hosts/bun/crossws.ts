import crossws from 'crossws/adapters/bun'
import { hooks } from '../crossws.ts'
import { address, listening, memory } from '../process.ts'

const { handleUpgrade, websocket } = crossws({ hooks })
const server = Bun.serve({
  ...address,
  routes: { '/memory': () => Response.json(memory()) },
  fetch: handleUpgrade,
  websocket,
})
listening(server)
