import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { generate } from 'selfsigned'
import { addresses } from './options.ts'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

const folder = new URL('../.cache/tls/', import.meta.url)
const DAY = 86_400_000
const DAYS = 90

/**
 * A certificate for this machine's names and addresses, signed by a CA of its own: Deno trusts no single self-signed
 * one. Both are kept, and made anew when the addresses change or the end comes near.
 */
export const ownCertificate = async (): Promise<Certificate> => {
  const names = ['localhost', hostname()]
  const ips = ['127.0.0.1', '::1', ...addresses()]
  const subject = [...names, ...ips].join(' ')

  const kept = await readKept()
  if (kept?.subject === subject && kept.until > Date.now() + DAY) return { key: kept.key, cert: kept.cert }

  const { key, cert, ca } = await make(names, ips)
  await mkdir(folder, { recursive: true })
  await writeFile(new URL('ca.crt', folder), ca)
  const leaf = { key, cert, subject, until: Date.now() + DAYS * DAY }
  await writeFile(new URL('leaf.json', folder), JSON.stringify(leaf), { mode: 0o600 })
  return { key, cert }
}

const readKept = async (): Promise<(Certificate & { subject: string; until: number }) | undefined> => {
  try {
    return JSON.parse(await readFile(new URL('leaf.json', folder), 'utf8'))
  } catch {
    return undefined
  }
}

const make = async (names: string[], ips: string[]): Promise<Certificate & { ca: string }> => {
  const common = { keyType: 'ec', algorithm: 'sha256', notAfterDate: new Date(Date.now() + DAYS * DAY) } as const
  const ca = await generate([{ name: 'commonName', value: 'jackfield control room' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          ...ips.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  })
  return { key: leaf.private, cert: `${leaf.cert}\n${ca.cert}`, ca: ca.cert }
}
