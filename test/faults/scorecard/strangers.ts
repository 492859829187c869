import type { Mutant } from '../../contract/mutants/mutant.ts'
import type { Demand, Limit } from '../demand.ts'

/** A client that speaks TLS to a plain port, or the other way round. */
interface Stranger extends Demand {
  readonly speaks: 'tls' | 'plain'
  readonly change: Omit<Mutant, 'row'>
}

const untold: Readonly<Record<string, Limit>> = {
  bun: {
    observed: 'Bun refuses bytes that are not of its protocol by itself, and tells nobody.',
    link: 'https://bun.com/docs/runtime/http/server',
  },
  deno: {
    observed: 'Deno drops bytes that are not of its protocol by itself, and tells nobody.',
    link: 'https://docs.deno.com/api/deno/~/Deno.serve',
  },
  'workerd-2026-10-01': {
    observed: 'A Worker has no port: what is no request does not reach it.',
    link: 'https://developers.cloudflare.com/workers/runtime-apis/handlers/fetch/',
  },
}

const stranger = (speaks: Stranger['speaks'], says: string, change: Stranger['change']): Stranger => ({
  id: `strangers-${speaks}`,
  says: `100 clients that ${says}: lines of the log too few or too many, for one that says what to do`,
  threshold: 0,
  unit: 'lines',
  declared: untold,
  speaks,
  change,
})

/** What an operator hears of clients that speak another protocol than the port. */
export const demands: readonly Stranger[] = [
  stranger('tls', 'speak TLS to a plain port', {
    file: 'adapters/node/strangers.ts',
    find: 'return isClientHello(error) ? tlsOnPlain : undefined',
    replace: 'return undefined',
  }),
  stranger('plain', 'speak plain HTTP to a TLS port', {
    file: 'adapters/node/strangers.ts',
    find: "if (error.code === 'ERR_SSL_HTTP_REQUEST') return plainOnTls",
    replace: '',
  }),
]
