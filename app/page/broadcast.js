import { frameEvent } from './frame-event.js'

const FRAMES_A_SECOND = 12
const MOST_BUFFERED = 256 * 1024

/** @typedef {{ canvas: HTMLCanvasElement, draw(): void, stop(): void }} Picture */

/**
 * Sends a picture as JPEG frames until it is stopped. A frame is skipped while the line is down or still busy with
 * earlier ones: what counts is the newest.
 * @param {Picture} picture
 * @param {import('./connection.js').Connection} connection
 * @returns {() => void} Ends it.
 */
export function broadcast(picture, connection) {
  let live = true

  const sendFrame = async () => {
    picture.draw()
    if (connection.state !== 'open' || connection.bufferedAmount > MOST_BUFFERED) return
    const jpeg = await encode(picture.canvas)
    if (live && jpeg && connection.send(jpeg)) frameEvent({ direction: 'sent', jpeg })
  }

  const loop = async () => {
    const started = performance.now()
    await sendFrame()
    if (live) setTimeout(loop, Math.max(0, started + 1000 / FRAMES_A_SECOND - performance.now()))
  }
  void loop()

  return () => {
    live = false
    picture.stop()
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<ArrayBuffer | undefined>}
 */
const encode = (canvas) =>
  new Promise((resolve) => canvas.toBlob((blob) => resolve(blob?.arrayBuffer()), 'image/jpeg', 0.72))
