// Checks every tsconfig of the repository: one a runtime, for its globals. Run by `npm run types`.
import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import process from 'node:process'
import { promisify } from 'node:util'

const tsc = 'node_modules/typescript/lib/tsc.js'
const projects = globSync('**/tsconfig.json', { exclude: ['**/node_modules', 'dist', '.cache'] }).sort()
const waiting = [...projects]
let failed = 0

async function work() {
  for (let project = waiting.shift(); project; project = waiting.shift()) {
    try {
      await promisify(execFile)(process.execPath, [tsc, '--project', project, '--pretty', 'false'])
    } catch (error) {
      failed += 1
      console.log(`${project}\n${Object(error).stdout}${Object(error).stderr}`)
    }
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, work))

console.log(`types: ${projects.length} projects, ${failed} with errors`)
process.exitCode = failed > 0 ? 1 : 0
