import { converse } from '../conversation.ts'

export default {
  fetch: async (request: Request) => Response.json(await converse(new URL(request.url).searchParams.get('to') ?? '')),
}
