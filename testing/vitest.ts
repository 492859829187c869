import type { Declaration } from '../src/seam.ts'
import { cases as allCases } from '../src/testing/cases/index.ts'
import type { ContractCase, Feature, Target } from '../src/testing/target.ts'
import type { VariantName } from '../src/testing/variants.ts'
import { matches, runCase } from './run.ts'

/** Where the targets of a run come from, when one server is not enough. */
export interface TargetSource {
  readonly runtime: string
  readonly offers: readonly Feature[]
  readonly declares: readonly Declaration[]
  /** A target for one case, on a server that was started with the options of this entry of `variants`. */
  target(variant?: VariantName): Promise<Target & Partial<AsyncDisposable>>
  /** Ends what was started; rejects if something is left. */
  end?(): Promise<void>
}

export interface RunContractOptions {
  /** Default: all. */
  readonly cases?: readonly ContractCase[]
  /** Deviations to expect besides those that the target declares. */
  readonly declares?: readonly Declaration[]
  /** What the tests stand under. Default: `contract on <runtime>`. */
  readonly title?: string
}

/**
 * Makes one test of each case. Nothing is skipped: a case for which the target lacks something is listed after the run
 * as not applicable, and a declared deviation is a test that fails as soon as the runtime complies.
 *
 * @example
 * ```ts
 * // Vitest
 * import { runContract, wireTarget } from 'jackfield/testing/node'
 *
 * await runContract(wireTarget({ runtime: 'node24', origin: 'http://127.0.0.1:3000' }))
 * ```
 */
export async function runContract(
  from: Target | TargetSource | (() => Promise<Target | TargetSource>),
  { cases = allCases, declares = [], title }: RunContractOptions = {},
): Promise<void> {
  // Loaded here, so that the rest of this entry works without vitest.
  const { afterAll, describe, test } = await import('vitest')
  const given = typeof from === 'function' ? await from() : from
  const source = 'target' in given ? given : sourceOf(given)
  const declared = [...source.declares, ...declares].filter((one) => matches(one, source.runtime))
  const applicable = (one: ContractCase) =>
    (one.needs ?? []).every((feature) => source.offers.includes(feature)) &&
    (one.variant === undefined || source === given)
  const missing = cases.filter((one) => !applicable(one))
  const unknown = declared.filter((one) => ![...cases, ...allCases].some(({ id }) => id === one.case))

  describe(title ?? `contract on ${source.runtime}`, () => {
    for (const one of cases.filter(applicable)) {
      const declaration = declared.find((entry) => entry.case === one.id)
      const suffix = declaration ? ` (declared: ${declaration.observed})` : ''
      test(`${one.id} ${one.title}${suffix}`, async () => {
        const makeTarget = () => source.target(one.variant)
        await runCase(one, makeTarget, declaration)
      })
    }
    test('every declaration names a case', () => {
      if (unknown.length > 0) throw new Error(`no such case: ${unknown.map((one) => one.case).join(', ')}`)
    })
    afterAll(async () => {
      await source.end?.()
      if (missing.length === 0) return
      const ids = missing.map((one) => `${one.id} (${one.needs?.join(', ') ?? one.variant})`)
      console.log(`${source.runtime}: not applicable: ${ids.join(', ')}`)
    })
  })
}

function sourceOf(target: Target): TargetSource {
  const { runtime, offers, declares } = target
  return { runtime, offers, declares, target: async () => target }
}
