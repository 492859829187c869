// Compares `ws` with the reader in front of it and without: `node test/wire/reader/run.ts [frames] [seed]`.
import process from 'node:process'
import { compare } from './compare.ts'

const [frames = 1_000_000, seed = Math.trunc(Math.random() * 2 ** 31)] = process.argv.slice(2).map(Number)
console.info(`seed ${seed}`)
const compared = await compare(seed, frames)
const share = ((100 * compared.taken) / compared.messages).toFixed(1)
console.info(
  `${compared.frames} frames, ${compared.messages} messages, ${share} % of them read directly: no difference`,
)
