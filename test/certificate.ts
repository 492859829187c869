import { generate } from 'selfsigned'

export interface Certificate {
  readonly key: string
  readonly cert: string
  /** What a client must trust. */
  readonly ca: string
}

/** A certificate for the loopback addresses by an authority of its own: Deno refuses one that signs for itself. */
export async function makeCertificate(): Promise<Certificate> {
  const common = { keyType: 'ec', algorithm: 'sha256' } as const
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
    extensions: [{ name: 'subjectAltName', altNames: ['127.0.0.1', '::1'].map((ip) => ({ type: 7 as const, ip })) }],
  })
  return { key: leaf.private, cert: leaf.cert, ca: ca.cert }
}
