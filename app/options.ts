import { networkInterfaces } from 'node:os'
import process from 'node:process'
import { parseArgs } from 'node:util'

const usage = `Usage: npm start -- [--port 3000] [--host 127.0.0.1] [--tls] [--workers]

  --port     the port; if it is taken, the next free one. Also by PORT in the environment.
  --host     the address to listen on; 0.0.0.0 is every one that this machine has.
  --tls      https and wss, with a certificate made on the spot: phones give their camera to nothing less.
  --workers  on workerd in place of Node.`

export interface Options {
  readonly host: string
  readonly port: number
  readonly tls: boolean
}

/** Reads the command line and the environment, the same for every start file. Ends the process on a mistake. */
export const readOptions = (): Options => {
  try {
    const { values } = parseArgs({
      options: {
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: process.env.PORT || '3000' },
        tls: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return leave(usage, 0)
    const port = Number(values.port)
    if (!Number.isInteger(port) || port < 0 || port > 65535) return leave(`"${values.port}" is no port: 0 to 65535.`, 1)
    return { host: values.host, port, tls: values.tls }
  } catch (error) {
    return leave(`${error instanceof Error ? error.message : error}\n\n${usage}`, 1)
  }
}

const leave = (words: string, code: number): never => {
  console.log(words)
  process.exit(code)
}

/** This machine's own addresses, as other machines on its networks see them. */
export const addresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)

const PORTS_TO_TRY = 20

/**
 * Calls `listen` with the port, and with the next one for as long as it says that a port is taken.
 * @returns What `listen` returned.
 */
export const onFreePort = async <T>(first: number, listen: (port: number) => Promise<T>): Promise<T> => {
  for (let port = first; ; port++) {
    try {
      return await listen(port)
    } catch (error) {
      if (!isTaken(error) || port === Math.min(first + PORTS_TO_TRY, 65535)) throw error
    }
  }
}

/** Both jackfield's word for it and the system's own. */
const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'address_in_use' || error.code === 'EADDRINUSE')

/** What the terminal shows once the server listens. */
export const banner = (runtime: string, url: string, { host, port, tls }: Options): string => {
  const { port: got, protocol } = new URL(url)
  const everywhere = host === '0.0.0.0' || host === '::'
  const local = everywhere ? `${protocol}//127.0.0.1:${got}` : url
  const network = everywhere ? addresses().map((address) => `  phones   ${protocol}//${address}:${got}`) : []
  const listening = Number(got || (protocol === 'https:' ? 443 : 80))
  const moved = port !== 0 && listening !== port ? `   (port ${port} is taken)` : ''
  return [
    '',
    `  Control room, by jackfield on ${runtime}`,
    '',
    `  open     ${local}${moved}`,
    ...network,
    ...(tls ? ['  trust    .cache/tls/ca.crt, or go past the browser’s warning'] : []),
    '  stop     Ctrl-C',
    '',
  ].join('\n')
}
