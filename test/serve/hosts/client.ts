import process from 'node:process'
import { converse } from '../conversation.ts'

// Nothing ends the process: a client that is closed holds it no longer.
console.log(JSON.stringify(await converse(process.argv[2] ?? '')))
