import { generate } from 'selfsigned'

export interface Certificate {
  readonly ca: string
  readonly tls: { readonly key: string; readonly cert: string }
}

const common = { keyType: 'ec', algorithm: 'sha256' } as const

/** A certificate for the loopback addresses, signed by a CA of its own: Deno trusts no single self-signed one. */
export async function makeCertificate(): Promise<Certificate> {
  const ca = await generate([{ name: 'commonName', value: 'jackfield tests' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  })
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames: ['127.0.0.1', '::1'].map((ip) => ({ type: 7 as const, ip })) },
    ],
  })
  return { ca: ca.cert, tls: { key: leaf.private, cert: `${leaf.cert}\n${ca.cert}` } }
}
