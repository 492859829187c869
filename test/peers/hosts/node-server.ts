// By its path: under the name this folder has an older version, for @hono/node-ws.
// biome-ignore lint/correctness/useImportExtensions: it is a package's built file
export { serve, upgradeWebSocket } from '../../../node_modules/@hono/node-server/dist/index.mjs'
