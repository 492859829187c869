import { readFrame } from './frame.js'
import { frameEvent } from './frame-event.js'
import { fromTemplate, partsOf } from './template.js'

const STALE_AFTER = 2_000
const GONE_AFTER = 8_000

/**
 * The wall of tiles, one for each camera that sends frames.
 * @param {HTMLElement} pane
 * @param {import('./connection.js').Connection} connection
 */
export function cameraWall(pane, connection) {
  const list = partsOf(pane)('tiles')
  /** @type {Map<string, ReturnType<typeof createTile>>} */
  const tiles = new Map()

  connection.addEventListener('binary', (event) => {
    const { label, jpeg } = readFrame(/** @type {CustomEvent<ArrayBuffer>} */ (event).detail)
    frameEvent({ direction: 'received', jpeg, label })
    const tile = tiles.get(label.camera) ?? add(label.camera, createTile())
    tile.name(label.name)
    tile.show(jpeg)
  })
  connection.addEventListener('message', (event) => {
    const { type, camera } = /** @type {CustomEvent} */ (event).detail
    if (type === 'camera-off') remove(camera)
  })
  setInterval(() => {
    for (const [id, tile] of tiles) if (tile.tick() > GONE_AFTER) remove(id)
  }, 1_000)

  /**
   * @param {string} id
   * @param {ReturnType<typeof createTile>} tile
   */
  function add(id, tile) {
    tiles.set(id, tile)
    list.append(tile.element)
    return tile
  }

  /** @param {string} id */
  function remove(id) {
    tiles.get(id)?.element.remove()
    tiles.delete(id)
  }
}

function createTile() {
  const { element, part } = fromTemplate('tile')
  const canvas = /** @type {HTMLCanvasElement} */ (part('picture'))
  const draw = newestOnly(canvas)
  let frames = 0
  let newest = performance.now()

  return {
    element,
    /** @param {string} name */
    name(name) {
      if (part('name').textContent === name) return
      part('name').textContent = name
      canvas.ariaLabel = `Camera of ${name}`
    },
    /** @param {Uint8Array<ArrayBuffer>} jpeg */
    show(jpeg) {
      frames++
      newest = performance.now()
      void draw(jpeg)
    },
    /** Once a second; returns the newest frame's age. */
    tick() {
      const age = performance.now() - newest
      const stale = age > STALE_AFTER
      part('rate').textContent = stale ? 'no signal' : `${frames} frames/s`
      element.classList.toggle('stale', stale)
      frames = 0
      return age
    },
  }
}

/**
 * Draws JPEGs one at a time; of those that arrive meanwhile, only the newest is drawn.
 * @param {HTMLCanvasElement} canvas
 */
function newestOnly(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
  /** @type {Uint8Array<ArrayBuffer> | undefined} */
  let next
  let drawing = false

  /** @param {Uint8Array<ArrayBuffer>} jpeg */
  return async (jpeg) => {
    next = jpeg
    if (drawing) return
    drawing = true
    while (next) {
      const blob = new Blob([next], { type: 'image/jpeg' })
      next = undefined
      const picture = await createImageBitmap(blob).catch(() => undefined) // a stranger's frame may be no JPEG
      if (!picture) continue
      canvas.width = picture.width
      canvas.height = picture.height
      context.drawImage(picture, 0, 0)
      picture.close()
    }
    drawing = false
  }
}
