const LONGEST_SIDE = 640
const constraints = {
  audio: false,
  video: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15 } },
}

/** Why there is no camera: a sentence for each name that getUserMedia's error may have. */
const sentences = new Map([
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

/**
 * Opens the camera as a picture, or throws a `CameraProblem`.
 * @param {() => void} onEnded The camera went away by itself: it was unplugged, or its permission was taken back.
 * @returns {Promise<import('./broadcast.js').Picture>}
 */
export async function openCamera(onEnded) {
  const stream = await requestCamera()
  for (const track of stream.getTracks()) track.addEventListener('ended', onEnded)
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.srcObject = stream
  await video.play()

  const canvas = document.createElement('canvas')
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
  return {
    canvas,
    draw() {
      fit(canvas, video) // every time: a phone that is turned swaps the camera's sides
      context.drawImage(video, 0, 0, canvas.width, canvas.height)
    },
    stop() {
      for (const track of stream.getTracks()) track.stop()
    },
  }
}

async function requestCamera() {
  if (!isSecureContext) throw new CameraProblem(insecure)
  try {
    return await navigator.mediaDevices.getUserMedia(constraints)
  } catch (error) {
    const { name, message } = /** @type {DOMException} */ (error)
    throw new CameraProblem(sentences.get(name) ?? `The camera did not start (${name}: ${message}).`)
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLVideoElement} video
 */
function fit(canvas, { videoWidth, videoHeight }) {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(videoWidth, videoHeight))
  const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)]
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
}
