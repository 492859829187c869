/**
 * Tells the document of every frame that this page sends or receives: a `frame` event with the JPEG's very bytes, and
 * with the label of a received one. The browser tests hash them at both ends.
 * @param {{ direction: 'sent' | 'received', jpeg: ArrayBuffer | Uint8Array, label?: import('./frame.js').Label }} detail
 */
export function frameEvent(detail) {
  document.dispatchEvent(new CustomEvent('frame', { detail }))
}
