declare module 'cloudflare:workers' {
  export class DurableObject {
    readonly ctx: unknown
    readonly env: unknown
  }
}
