import { worker } from 'jackfield/workers'
import { controlRoom } from './app.ts'

interface Bindings {
  /** The page as build.js has made it: wrangler's static assets, or the disk service of plain workerd. */
  readonly PAGE: { fetch(url: string): Promise<Response> }
}

const app = controlRoom<Bindings>(async (name, { PAGE }) => {
  const file = await PAGE.fetch(`http://page/${name}`)
  return file.ok ? file.body : null
})

export { Room } from 'jackfield/workers'
export default worker(app)
