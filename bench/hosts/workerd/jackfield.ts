import { worker } from '../../../adapters/workers/index.ts'
import { jackfieldApp, options } from '../jackfield.ts'
import { collect } from './collect.ts'

export { Room } from '../../../adapters/workers/index.ts'
export default worker(jackfieldApp(collect), options)
