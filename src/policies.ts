import { JackfieldError } from './errors.ts'
import { type Policy, type RouteOptions, resolvePolicy, type ServerOptions } from './options.ts'

/** The policies of one server's routes. */
export class Policies {
  /** The largest of the server and the routes that are known at start, for runtimes that take one for all. */
  readonly maxPayload: number
  readonly maxBufferedBytes: number
  readonly #server: ServerOptions
  readonly #known = new WeakMap<RouteOptions, Policy>()

  constructor(server: ServerOptions, declared: readonly { readonly options: RouteOptions }[]) {
    const policies = [resolvePolicy(server), ...declared.map(({ options }) => resolvePolicy(server, options))]
    this.#server = server
    this.maxPayload = Math.max(...policies.map(({ maxPayload }) => maxPayload))
    this.maxBufferedBytes = Math.max(...policies.map(({ maxBufferedBytes }) => maxBufferedBytes))
  }

  /** @throws {JackfieldError} `invalid_option` for a limit above the largest that was known. */
  of(options: RouteOptions): Policy {
    const known = this.#known.get(options)
    if (known) return known
    const policy = resolvePolicy(this.#server, options)
    for (const limit of ['maxPayload', 'maxBufferedBytes'] as const) {
      if (policy[limit] <= this[limit]) continue
      const found = `This route's ${limit} is ${policy[limit]}, the server's ${this[limit]}`
      const words = "give the server one as large, or name it the channel's route: { routes: [chatRoute] }."
      throw new JackfieldError('invalid_option', `${found}: ${words}`)
    }
    this.#known.set(options, policy)
    return policy
  }
}
