/** What is told of one frame; of a received one also whose it is. */
export interface FrameDetail {
  readonly direction: 'sent' | 'received'
  readonly jpeg: ArrayBuffer | Uint8Array<ArrayBuffer>
  readonly name?: string
}

declare global {
  interface DocumentEventMap {
    frame: CustomEvent<FrameDetail>
  }
}

/**
 * Tells the document of every frame that this page sends or receives, with the JPEG's very bytes: they are counted, and
 * the browser tests hash them at both ends.
 */
export const frameEvent = (detail: FrameDetail): void => {
  document.dispatchEvent(new CustomEvent('frame', { detail }))
}
