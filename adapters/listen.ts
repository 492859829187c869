import { JackfieldError, type ListenOptions, type Router } from '../src/adapter.ts'

/** Where a server is to listen. */
export interface Address {
  readonly port: number
  readonly hostname: string
}

/** The address as a URL has it. */
export const hostOf = ({ hostname, port }: Address): string =>
  `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`

/** The address that the options name. */
export const readAddress = ({ port = 3000, hostname = '127.0.0.1' }: ListenOptions): Address => ({ port, hostname })

/** Listens, or fails in words that say what to do, with nothing left behind. */
export const startListening = async <T>(router: Router, address: Address, listen: () => T | Promise<T>): Promise<T> => {
  try {
    return await listen()
  } catch (error) {
    await router.drain()
    throw listenError(error, address)
  }
}

const listenError = (error: unknown, wanted: Address): unknown => {
  const { code, name } = error as { code?: string; name?: string }
  const address = hostOf(wanted)
  const forbidden = (why: string) =>
    new JackfieldError('address_forbidden', `${address} may not be listened on: ${why}.`, { cause: error })
  if (code === 'EADDRINUSE' || name === 'AddrInUse') {
    const advice = 'stop the other server, or choose another port: serve(app, { port: 0 }) takes any free one'
    return new JackfieldError('address_in_use', `${address} is in use: ${advice}.`, { cause: error })
  }
  if (name === 'NotCapable') return forbidden(`run Deno with --allow-net=${address}`)
  if (code === 'EACCES' || name === 'PermissionDenied') {
    return forbidden('ports below 1024 need a privilege, so choose one from 1024 on')
  }
  if (code === 'EADDRNOTAVAIL' || name === 'AddrNotAvailable') {
    return forbidden("it is no address of this machine, so choose '127.0.0.1', or '0.0.0.0' for all")
  }
  return error
}
