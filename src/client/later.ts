// What a client needs once it has connected, or could not: not before, and then from one file.
export { learn } from './learn.ts'
export { createRoster } from './members.ts'
