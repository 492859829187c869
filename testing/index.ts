/** The in-memory adapter with a fake clock and clients of its channels, for an app's own tests, and the contract's cases for any runner. */
export * from '../adapters/memory/index.ts'
export { type AnyUpgradeWebSocket, contractApp, errorsInto, eventsInto } from '../src/testing/app/index.ts'
export { cases } from '../src/testing/cases/index.ts'
export type * from '../src/testing/target.ts'
export { type Variant, type VariantName, variants } from '../src/testing/variants.ts'
export { type TestClient, type TestConnectOptions, testClient } from './client.ts'
