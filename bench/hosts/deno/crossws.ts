import crossws from 'crossws/adapters/deno'
import { hooks } from '../crossws.ts'
import { address, listening, memory } from '../process.ts'

const { handleUpgrade } = crossws({ hooks })
Deno.serve({ ...address, onListen: listening }, (request, info) =>
  request.url.endsWith('/memory') ? Response.json(memory()) : handleUpgrade(request, info),
)
