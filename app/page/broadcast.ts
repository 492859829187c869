import type { ClientSocket } from 'jackfield/client'
import type { cameras } from '../channels.ts'
import { frameEvent } from './frame-event.ts'

const framesPerSecond = 12
const mostBuffered = 256 * 1024

/** What a camera shows. */
export interface Picture {
  readonly canvas: HTMLCanvasElement
  draw(): void
  stop(): void
}

const encode = (canvas: HTMLCanvasElement): Promise<ArrayBuffer | undefined> =>
  new Promise((resolve) => canvas.toBlob((blob) => resolve(blob?.arrayBuffer()), 'image/jpeg', 0.72))

/**
 * Sends a picture as JPEG frames until it is stopped. A frame is skipped while the line is down or still busy with
 * earlier ones: what counts is the newest. Answers with what ends it.
 */
export const broadcast = (picture: Picture, socket: ClientSocket<typeof cameras>): (() => void) => {
  let isLive = true
  let number = 0

  const isFree = () => socket.status.current.state === 'open' && socket.bufferedAmount <= mostBuffered

  const sendFrame = async () => {
    picture.draw()
    if (!isFree()) return
    const jpeg = await encode(picture.canvas)
    if (!isLive || !jpeg || !isFree()) return
    socket.send('frame', { number: number++ }, jpeg)
    frameEvent({ direction: 'sent', jpeg })
  }

  const loop = async () => {
    const started = performance.now()
    await sendFrame()
    if (isLive) setTimeout(loop, Math.max(0, started + 1000 / framesPerSecond - performance.now()))
  }
  void loop()

  return () => {
    isLive = false
    picture.stop()
  }
}
