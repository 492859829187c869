import { publish, upgradeWebSocket } from '../../../src/index.ts'
import { contractApp, errorsInto } from '../../../src/testing/app/index.ts'

/** The contract's app with this library, and the app-wide hook that reports to its log. */
export function hostedApp(): { app: ReturnType<typeof contractApp>; onError: ReturnType<typeof errorsInto> } {
  const app = contractApp(upgradeWebSocket, { publish })
  return { app, onError: errorsInto(app) }
}
