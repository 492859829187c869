import type { Picture } from './broadcast.ts'

const [width, height] = [640, 360]
const bars = ['#e8e6e1', '#d9c94a', '#4fb8c4', '#54b06a', '#b55fb0', '#c9493f', '#3f58b8']

const drawBars = (context: CanvasRenderingContext2D, shift: number): void => {
  const each = width / bars.length
  const offset = shift % width
  for (const [index, colour] of bars.entries()) {
    context.fillStyle = colour
    context.fillRect(index * each - offset, 0, each + 1, height)
    context.fillRect(index * each - offset + width, 0, each + 1, height)
  }
}

const drawPlate = (context: CanvasRenderingContext2D): void => {
  context.fillStyle = 'rgb(18 20 23 / 0.88)'
  context.beginPath()
  context.roundRect(width / 2 - 190, 104, 380, 152, 16)
  context.fill()
}

/** A line across the plate once a second, so that a stall is seen at once. */
const drawSweep = (context: CanvasRenderingContext2D, part: number): void => {
  context.fillStyle = '#ffb35c'
  context.fillRect(width / 2 - 170, 122, 340 * part, 4)
}

/** A moving picture for those without a camera: colour bars that drift, a clock, and a name. */
export const testCard = (name: () => string): Picture => {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d') as CanvasRenderingContext2D
  context.textAlign = 'center'

  return {
    canvas,
    draw() {
      const now = new Date()
      drawBars(context, now.getTime() / 40)
      drawPlate(context)
      context.fillStyle = '#f4f1ea'
      context.font = '600 64px ui-monospace, monospace'
      context.fillText(now.toTimeString().slice(0, 8), width / 2, 182)
      context.font = '500 26px system-ui, sans-serif'
      context.fillText(name(), width / 2, 228, 340)
      drawSweep(context, now.getMilliseconds() / 1000)
    },
    stop() {},
  }
}
