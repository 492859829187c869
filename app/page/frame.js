/**
 * A camera's frame on the wire of /ws/camera. The server and the page read this one file.
 *
 * - Up, from a camera's page: the bytes of one JPEG, nothing else.
 * - Down, to the wall of every other page: the length of a label (2 bytes, big endian), the label (JSON in UTF-8),
 *   and the same JPEG. The label says whose frame it is; `camera` is the id that the server gave the sending socket,
 *   so that no page can speak for another.
 *
 * @typedef {{ camera: string, name: string }} Label
 */

/**
 * Returns a function that puts the label before a JPEG; the label is encoded once.
 * @param {Label} label
 * @returns {(jpeg: ArrayBuffer) => Uint8Array<ArrayBuffer>}
 */
export function labeller(label) {
  const text = new TextEncoder().encode(JSON.stringify(label))
  return (jpeg) => {
    const frame = new Uint8Array(2 + text.length + jpeg.byteLength)
    new DataView(frame.buffer).setUint16(0, text.length)
    frame.set(text, 2)
    frame.set(new Uint8Array(jpeg), 2 + text.length)
    return frame
  }
}

/**
 * The other way round: the label, and a view of the JPEG's bytes.
 * @param {ArrayBuffer} frame
 * @returns {{ label: Label, jpeg: Uint8Array<ArrayBuffer> }}
 */
export function readFrame(frame) {
  const end = 2 + new DataView(frame).getUint16(0)
  return {
    label: JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 2, end - 2))),
    jpeg: new Uint8Array(frame, end),
  }
}
