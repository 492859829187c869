import type { Picture } from './broadcast.ts'

const longestSide = 640
const constraints = {
  audio: false,
  video: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15 } },
}

/** Why there is no camera: a sentence for each name that getUserMedia's error may have. */
const sentences: ReadonlyMap<string, string> = new Map([
  ['NotFoundError', 'No camera was found on this device.'],
  [
    'NotAllowedError',
    'The camera was refused. Allow it for this page in the browser’s address bar, then press Camera again.',
  ],
  ['NotReadableError', 'The camera is busy: another program or tab holds it. Close that one, then press Camera again.'],
])
const insecure =
  'Browsers give a camera only to https pages and to this machine itself. Start the server with --tls and open its https address.'

/** An error whose message is meant for the person at the page. */
export class CameraProblem extends Error {}

const requestCamera = async (): Promise<MediaStream> => {
  if (!isSecureContext) throw new CameraProblem(insecure)
  try {
    return await navigator.mediaDevices.getUserMedia(constraints)
  } catch (error) {
    const { name, message } = error as DOMException
    throw new CameraProblem(sentences.get(name) ?? `The camera did not start (${name}: ${message}).`)
  }
}

const fit = (canvas: HTMLCanvasElement, { videoWidth, videoHeight }: HTMLVideoElement): void => {
  const scale = Math.min(1, longestSide / Math.max(videoWidth, videoHeight))
  const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)]
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
}

/**
 * Opens the camera as a picture, or throws a `CameraProblem`.
 * @param onEnded The camera went away by itself: it was unplugged, or its permission was taken back.
 */
export const openCamera = async (onEnded: () => void): Promise<Picture> => {
  const stream = await requestCamera()
  for (const track of stream.getTracks()) track.addEventListener('ended', onEnded)
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.srcObject = stream
  await video.play()

  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  return {
    canvas,
    draw() {
      fit(canvas, video) // every time: a phone that is turned swaps the camera's sides
      context?.drawImage(video, 0, 0, canvas.width, canvas.height)
    },
    stop() {
      for (const track of stream.getTracks()) track.stop()
    },
  }
}
