import type { ListenOptions } from '../../src/options.ts'
import { Attacker } from './attack.ts'
import type * as attacks from './attacks.ts'
import { Bystander } from './bystander.ts'
import { ratioOf } from './ratio.ts'
import type { Server } from './server.ts'

/** The bytes of MB, as the demands have them. */
export const megabyte = 1e6

const endless = Number.MAX_SAFE_INTEGER

/** The options of a server that keeps whatever its readers do not read. */
export const unbounded: ListenOptions = {
  maxBufferedBytes: endless,
  maxUnsentBytes: { total: endless, perRoom: endless },
}

/** The change that lets a message on Node have as many fragments as it likes. */
export const withoutCap = {
  file: 'adapters/node/upgrade.ts',
  find: 'maxFragments: ',
  replace: 'maxFragments: 0 * ',
}

type OurAttacker = Attacker<typeof attacks>
type Attempt = (attacker: OurAttacker) => Promise<unknown>

/** What an attack does to a server: MB of resident memory, and how many times its own figures a bystander had beside it. */
type Damage = readonly [cost: number, beside: number]

/**
 * Attacks a server. Memory is what the attack holds for as long as it stands: what is resident then, less what was so
 * before, both times with the garbage collected.
 *
 * @param usual - traffic of the same amount in which all is in order: an allocator keeps some of what so much traffic has
 * passed through, whoever it was.
 */
export async function damageOf(server: Server, attack: Attempt, usual?: Attempt): Promise<Damage> {
  await using attacker = attackerAt(server)
  await using bystander = await Bystander.on(server)
  await usual?.(attacker)
  await attacker.run('leave', undefined)
  const alone = await bystander.alone()
  await server.memory()
  const before = server.resident
  const beside = await bystander.beside(attack(attacker))
  await server.memory()
  return [(server.resident - before) / megabyte, ratioOf(alone, beside)]
}

/** A process that makes the attacks of this folder. */
export const attackerAt = (server: Server): OurAttacker => Attacker.at(server, new URL('./attacks.ts', import.meta.url))
