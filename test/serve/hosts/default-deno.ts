import { handler } from 'jackfield/deno'
import { app } from './app.ts'

export default handler(app)
