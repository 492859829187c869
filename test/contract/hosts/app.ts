import { clientOf, disconnect, publish, upgradeWebSocket } from '../../../src/index.ts'
import type { Log } from '../../../src/log.ts'
import { contractApp, errorsInto, eventsInto } from '../../../src/testing/app/index.ts'

interface Hosted {
  readonly app: ReturnType<typeof contractApp>
  readonly onError: ReturnType<typeof errorsInto>
  readonly log: Log
}

/** The contract's app with this library, and the app-wide hooks that report to its log, with `say` told each line. */
export function hostedApp(say: (line: string) => unknown = console.error): Hosted {
  const app = contractApp(upgradeWebSocket, { clientOf, disconnect, publish })
  const report = eventsInto(app)
  const log: Log = (line, event) => {
    say(line)
    report(line, event)
  }
  return { app, onError: errorsInto(app), log }
}
