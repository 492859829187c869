import type { ClientSocket } from 'jackfield/client'
import type { cameras } from '../channels.ts'
import { broadcast, type Picture } from './broadcast.ts'
import { CameraProblem, openCamera } from './camera.ts'
import { fromTemplate, partsOf, write } from './template.ts'
import { testCard } from './test-card.ts'

/** This page's own camera. */
export interface OwnCamera {
  isLive(): boolean
}

/** The tile of this page's own camera. */
const ownTile = (canvas: HTMLCanvasElement, socket: ClientSocket<typeof cameras>): HTMLElement => {
  const { element, part } = fromTemplate('tile')
  element.classList.add('own')
  part('picture').replaceWith(canvas)
  write(part('name'), 'You')
  const show = () => {
    const isOpen = socket.status.current.state === 'open'
    write(part('rate'), isOpen ? 'as the others see it' : 'not sent: the line is down')
  }
  socket.status.subscribe(show)
  show()
  return element
}

/** This page's own camera, or the test card in its place: the buttons, the tile, and what is said when it fails. */
export const ownCamera = (
  pane: HTMLElement,
  socket: ClientSocket<typeof cameras>,
  name: HTMLInputElement,
): OwnCamera => {
  const part = partsOf(pane)
  const button = part('camera')
  let stop: (() => void) | undefined

  /** How one is seen, unless the next attempt is still to ask for it. */
  const appear = () => {
    const { state } = socket.status.current
    if (state !== 'open' && state !== 'connecting') return
    socket.send('appear', { name: name.value, live: stop !== undefined })
  }

  const change = () => {
    appear()
    pane.dispatchEvent(new Event('camera'))
  }

  const end = () => {
    if (!stop) return
    stop()
    stop = undefined
    change()
  }

  const show = (picture: Picture) => {
    const tile = ownTile(picture.canvas, socket)
    const stopSending = broadcast(picture, socket)
    part('tiles').prepend(tile)
    button.textContent = 'Stop'
    stop = () => {
      stopSending()
      tile.remove()
      button.textContent = 'Camera'
    }
    change()
  }

  const start = async (open: () => Promise<Picture>) => {
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

  const card = () => start(async () => testCard(() => name.value))
  button.addEventListener('click', () => (stop ? end() : start(() => openCamera(end))))
  part('test-card').addEventListener('click', card)
  part('test-card-instead').addEventListener('click', card)
  name.addEventListener('change', appear)
  pane.addEventListener('hide', end) // nobody should be on camera without seeing it

  return { isLive: () => stop !== undefined }
}
