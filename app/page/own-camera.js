import { broadcast } from './broadcast.js'
import { CameraProblem, openCamera } from './camera.js'
import { fromTemplate, partsOf } from './template.js'
import { testCard } from './test-card.js'

/** @import { Picture } from './broadcast.js' */

/**
 * This page's own camera, or the test card in its place: the buttons, the tile, and what is said when it fails.
 * @param {HTMLElement} pane
 * @param {import('./connection.js').Connection} connection
 * @param {HTMLInputElement} name
 */
export function ownCamera(pane, connection, name) {
  const part = partsOf(pane)
  const button = part('camera')
  /** @type {(() => void) | undefined} */
  let stop

  const card = () => start(async () => testCard(() => name.value))
  button.addEventListener('click', () => (stop ? end() : start(() => openCamera(end))))
  part('test-card').addEventListener('click', card)
  part('test-card-instead').addEventListener('click', card)
  connection.addEventListener('open', introduce)
  name.addEventListener('change', introduce)
  pane.addEventListener('hide', end) // nobody should be on camera without seeing it

  /** @param {() => Promise<Picture>} open */
  async function start(open) {
    end()
    part('problem').hidden = true
    try {
      show(await open())
    } catch (error) {
      if (!(error instanceof CameraProblem)) throw error
      part('sentence').textContent = error.message
      part('problem').hidden = false
    }
  }

  /** @param {Picture} picture */
  function show(picture) {
    const tile = ownTile(picture.canvas, connection)
    const stopSending = broadcast(picture, connection)
    part('tiles').prepend(tile)
    button.textContent = 'Stop'
    stop = () => {
      stopSending()
      tile.remove()
      button.textContent = 'Camera'
    }
    introduce()
    pane.dispatchEvent(new Event('camera'))
  }

  function end() {
    if (!stop) return
    stop()
    stop = undefined
    connection.send({ type: 'camera-off' })
    pane.dispatchEvent(new Event('camera'))
  }

  /** The server labels the frames that follow with this name. */
  function introduce() {
    if (stop) connection.send({ type: 'camera-on', name: name.value })
  }

  return () => stop !== undefined
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import('./connection.js').Connection} connection
 */
function ownTile(canvas, connection) {
  const { element, part } = fromTemplate('tile')
  element.classList.add('own')
  part('picture').replaceWith(canvas)
  part('name').textContent = 'You'
  const show = () => {
    part('rate').textContent = connection.state === 'open' ? 'as the others see it' : 'not sent: the line is down'
  }
  connection.addEventListener('change', show)
  show()
  return element
}
