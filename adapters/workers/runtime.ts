// What this adapter uses of the Workers runtime, by structure: the package needs no types of Cloudflare's.
// https://developers.cloudflare.com/workers/runtime-apis/websockets/

/** One end of a `WebSocketPair`. */
export interface WorkerSocket extends WebSocket {
  accept(): void
}

/** The context of one event of a Worker. */
export interface WorkerContext {
  waitUntil(work: Promise<unknown>): void
}

const runtime = globalThis as unknown as { WebSocketPair: new () => { 0: WorkerSocket; 1: WorkerSocket } }

export const makePair = (): { 0: WorkerSocket; 1: WorkerSocket } => new runtime.WebSocketPair()

/** The 101 that hands the client's end to the runtime. */
export const switchingProtocols = (webSocket: WorkerSocket, headers: Headers): Response =>
  new Response(null, { status: 101, headers, webSocket } as ResponseInit)
