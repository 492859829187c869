import { fileURLToPath } from 'node:url'
import { Hosted, startHost } from '../contract/hosted.ts'
import { runtimeNamed } from '../contract/runtimes.ts'
import type { Counts } from './app.ts'

const hosts = fileURLToPath(new URL('./hosts', import.meta.url))

/** A server process that hosts the apps that are fired at. */
export class Server extends Hosted {
  /** Starts it on the runtime of that name. */
  static async on(name: string, options: object = {}): Promise<Server> {
    const runtime = runtimeNamed(name)
    return new Server(runtime, await startHost(runtime, hosts, options))
  }

  /** What has happened on the app that is fired at. */
  async counts(): Promise<Counts> {
    return (await this.ask('GET', '/counts')) as Counts
  }

  /** How many sockets are in the topic that each joins; none of them may be a socket of ours. */
  async members(): Promise<number> {
    return (await this.ask('GET', '/members')) as number
  }

  /** Lets the handshakes go on that the app holds up. */
  async release(): Promise<void> {
    await this.ask('POST', '/release')
  }
}
