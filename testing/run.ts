import type { Declaration } from '../src/seam.ts'
import type { ContractCase, Target } from '../src/testing/target.ts'

type CaseTarget = Target & Partial<AsyncDisposable> & { transcript?(): string }

/** Whether a declaration speaks of this runtime: `node` of `node24`, `workerd` of `workerd-2026-10-01`. */
export function matches({ runtime }: Declaration, name: string): boolean {
  return name === runtime || (name.startsWith(runtime) && /^[-\d]/.test(name.slice(runtime.length)))
}

/**
 * Runs a case, each time on a target of its own. With a declaration the case must fail, and what is observed instead
 * must be what the case's `deviations` say.
 */
export async function runCase(
  one: ContractCase,
  makeTarget: () => Promise<CaseTarget>,
  declaration?: Declaration,
): Promise<void> {
  if (!declaration) return attempt(makeTarget, one.run)
  const observe = one.deviations?.[declaration.runtime]
  if (!observe)
    throw new Error(`${one.id} has no check of what ${declaration.runtime} declares: ${declaration.observed}`)
  await attempt(makeTarget, observe)
  try {
    await attempt(makeTarget, one.run)
  } catch {
    return
  }
  throw new Error(`${declaration.runtime} complies with ${one.id} now: remove its declaration (${declaration.link})`)
}

async function attempt(makeTarget: () => Promise<CaseTarget>, run: (target: Target) => Promise<void>): Promise<void> {
  const target = await makeTarget()
  try {
    await run(target)
  } catch (error) {
    const sections = [
      error instanceof Error ? error.message : String(error),
      section('bytes, > to the server, < from it', target.transcript?.()),
      section("the server's log", target.logged?.()),
    ]
    throw new Error(sections.join(''), { cause: error })
  } finally {
    await target[Symbol.asyncDispose]?.()
  }
}

function section(title: string, text: string | undefined): string {
  return text ? `\n--- ${title}\n${text.trimEnd().slice(-8_000)}` : ''
}
