const WIDTH = 640
const HEIGHT = 360
const BARS = ['#e8e6e1', '#d9c94a', '#4fb8c4', '#54b06a', '#b55fb0', '#c9493f', '#3f58b8']

/**
 * A moving picture for those without a camera: colour bars that drift, a clock, and a name.
 * @param {() => string} name
 * @returns {import('./broadcast.js').Picture}
 */
export function testCard(name) {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
  context.textAlign = 'center'

  return {
    canvas,
    draw() {
      const now = new Date()
      drawBars(context, now.getTime() / 40)
      drawPlate(context)
      context.fillStyle = '#f4f1ea'
      context.font = '600 64px ui-monospace, monospace'
      context.fillText(now.toTimeString().slice(0, 8), WIDTH / 2, 182)
      context.font = '500 26px system-ui, sans-serif'
      context.fillText(name(), WIDTH / 2, 228, 340)
      drawSweep(context, now.getMilliseconds() / 1000)
    },
    stop() {},
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} shift
 */
function drawBars(context, shift) {
  const width = WIDTH / BARS.length
  const offset = shift % WIDTH
  BARS.forEach((colour, index) => {
    context.fillStyle = colour
    context.fillRect(index * width - offset, 0, width + 1, HEIGHT)
    context.fillRect(index * width - offset + WIDTH, 0, width + 1, HEIGHT)
  })
}

/** @param {CanvasRenderingContext2D} context */
function drawPlate(context) {
  context.fillStyle = 'rgb(18 20 23 / 0.88)'
  context.beginPath()
  context.roundRect(WIDTH / 2 - 190, 104, 380, 152, 16)
  context.fill()
}

/**
 * A line across the plate once a second, so that a stall is seen at once.
 * @param {CanvasRenderingContext2D} context
 * @param {number} part
 */
function drawSweep(context, part) {
  context.fillStyle = '#ffb35c'
  context.fillRect(WIDTH / 2 - 170, 122, 340 * part, 4)
}
