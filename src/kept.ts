/** All that a connection of a channel keeps between two events: plain JSON of at most 16 KiB. */
export interface Kept {
  readonly id: string
  readonly route: string
  readonly room: string
  readonly url: string
  readonly protocol: string
  readonly address?: string | undefined
  readonly key?: string | undefined
  /** What it is called among those of its room, where that is shown. */
  readonly member?: string | undefined
  readonly expiresAt?: number | undefined
  readonly data?: unknown
  readonly topics: readonly string[]
}
