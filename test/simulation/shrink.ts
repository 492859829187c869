import type { Plan } from './plan.ts'
import { simulate } from './simulate.ts'

const most = 400

interface Run {
  readonly violations: readonly string[]
  readonly trace: readonly string[]
}

/** The same whatever the numbers in it are. */
const kindOf = (violation = ''): string => violation.replace(/\d+/g, '0')

/** Leaves out of a plan that fails all that it fails without, as far as some hundred runs tell. */
export const shrink = async (
  plan: Plan,
  run: (plan: Plan) => Promise<Run> = simulate,
): Promise<{ plan: Plan; outcome: Run }> => {
  let best = { plan, outcome: await run(plan) }
  const kind = kindOf(best.outcome.violations[0])
  let runs = 0
  for (let size = plan.steps.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < best.plan.steps.length && runs < most; runs++) {
      const shorter = { ...best.plan, steps: best.plan.steps.toSpliced(at, size) }
      const outcome = await run(shorter)
      if (outcome.violations.some((violation) => kindOf(violation) === kind)) best = { plan: shorter, outcome }
      else at += size
    }
  }
  return best
}
