import type { Mutant } from './mutant.ts'

const transport = 'adapters/node/transport.ts'

/** Each lets what is sent in one turn leave too late, or never. */
export const batches: readonly Mutant[] = [
  { row: 'LC01', file: 'adapters/node/batch.ts', find: 'process.nextTick(() => this.flush())', replace: '' },
  { row: 'MS01', file: transport, find: '    this.#batch.flush()\n', replace: '' },
  { row: 'FT05', file: transport, find: '    this.handOver()\n    this.#raw.close', replace: '    this.#raw.close' },
]
