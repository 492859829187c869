import { worker } from '../../../adapters/workers/index.ts'
import { hostedApp, limits } from './app.ts'

const { app, onError } = hostedApp({ collect: () => globalThis.gc?.(), heap: () => undefined })

export { Room } from '../../../adapters/workers/index.ts'
export default worker(app, { ...limits, onError })
