import { judge } from '../judge.ts'

export default { fetch: (): Response => Response.json(judge()) }
