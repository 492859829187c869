import { judge } from '../judge.ts'

// For Node, Bun and Deno.
console.log(JSON.stringify(judge()))
