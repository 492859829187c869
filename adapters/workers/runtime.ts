// What this adapter uses of the Workers runtime, by structure: the package needs no types of Cloudflare's.
// https://developers.cloudflare.com/workers/runtime-apis/websockets/
// https://developers.cloudflare.com/durable-objects/api/

/** A WebSocket in the Durable Object that has accepted it: it outlives the object's sleep. */
export interface ObjectSocket {
  send(message: string | ArrayBuffer | Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
  readonly readyState: number
  /** Keeps a value through hibernation: 16,384 bytes at most. */
  serializeAttachment(value: unknown): void
  deserializeAttachment(): unknown
}

/** One end of a `WebSocketPair`. */
export type WorkerSocket = WebSocket & ObjectSocket & { accept(): void }

/** The context of one event of a Worker. */
export interface WorkerContext {
  waitUntil(work: Promise<unknown>): void
}

/** What a Durable Object is constructed with. */
export interface ObjectState {
  acceptWebSocket(socket: ObjectSocket): void
  getWebSockets(): ObjectSocket[]
}

/** What a Durable Object answers: a 101 brings the other end of a WebSocket. */
export interface ObjectResponse {
  readonly ok: boolean
  readonly status: number
  readonly webSocket?: WorkerSocket | null
  json(): Promise<unknown>
}

/** A binding to a class of Durable Objects. */
export interface ObjectNamespace {
  idFromName(name: string): object
  get(id: object): { fetch(url: string, init?: RequestInit): Promise<ObjectResponse> }
}

const runtime = globalThis as unknown as { WebSocketPair: new () => { 0: WorkerSocket; 1: WorkerSocket } }

export const makePair = (): { 0: WorkerSocket; 1: WorkerSocket } => new runtime.WebSocketPair()

/** The 101 that hands the other end to whoever asked. */
export const switchingProtocols = (webSocket: WorkerSocket, headers?: Headers): Response =>
  new Response(null, { status: 101, headers, webSocket } as ResponseInit)

/** The end that came with a 101. From the compatibility date 2026-03-17 binary messages are Blobs unless this is said. */
export const accept = (socket: WorkerSocket): WorkerSocket => {
  socket.binaryType = 'arraybuffer'
  socket.accept()
  return socket
}

/** Whether it could be sent: a Worker's send throws once the socket is closing. */
export const sendQuietly = (
  socket: Pick<ObjectSocket, 'send'>,
  message: Parameters<ObjectSocket['send']>[0],
): boolean => {
  try {
    socket.send(message)
    return true
  } catch {
    return false
  }
}

export const closeQuietly = (socket: Pick<WebSocket, 'close'>, code?: number, reason?: string): void => {
  try {
    socket.close(code, reason)
  } catch {
    // It was closed already.
  }
}
